"""What to do first, at the top of a procedure's card."""

from collections.abc import Sequence

from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.markdown import (
    mail_address,
    phone_address,
    web_address,
)
from contacts.columns import CONTACT_ROLES
from faq_kb.contract import Contact, FormRef, PhoneRef, ProcedureReply, SendTo
from replies import (
    AskRequester,
    Call,
    FillIn,
    OpenPage,
    Write,
    ask_title,
    call_title,
    first_action,
)


def first_action_elements(builder: CardBuilder, reply: ProcedureReply) -> Elements:
    """The part that stands out; nothing where the record only explains."""
    return builder.emphasis(_elements(builder, reply))


def call_button(builder: CardBuilder, phone: PhoneRef, *, at_once: bool = False) -> Elements:
    """The button that calls the number."""
    title = call_title(phone.number, builder.labels, at_once=at_once)
    return builder.reach(title, phone_address(phone.number))


def people_by_agency(builder: CardBuilder, people: Sequence[Contact]) -> Elements:
    """People under the agency for which each may act."""
    parts: Elements = []
    for agency in dict.fromkeys(person.agency for person in people):
        label = builder.labels.card.at_agency.format(agency=agency)
        there = [person for person in people if person.agency == agency]
        parts += builder.part(label, [builder.format.person(one, agency) for one in there])
    return parts


def _elements(builder: CardBuilder, reply: ProcedureReply) -> Elements:
    match first_action(reply):
        case Call(phone, at_once):
            return [
                *call_button(builder, phone, at_once=at_once),
                *builder.caption(phone.label),
            ]
        case AskRequester() as asked:
            return [*_asked(builder, asked), *_who_that_is(builder, reply)]
        case FillIn(form):
            return _form(builder, form)
        case OpenPage(place):
            title = builder.labels.action.open.format(name=place.name)
            return builder.reach(title, web_address(place.url or ""))
        case Write(place):
            return _write(builder, place)
        case None:
            return []


def _asked(builder: CardBuilder, action: AskRequester) -> Elements:
    if action.is_plain:
        return [builder.label(ask_title(action, builder.labels))]
    roles = builder.format.fact("requesters", action.requesters)
    return builder.part(builder.labels.action.ask_one_of, roles)


def _who_that_is(builder: CardBuilder, reply: ProcedureReply) -> Elements:
    """The people of the user's agency, else how to find out."""
    if reply.authorized:
        return people_by_agency(builder, reply.authorized)
    if reply.agency or not any(one.role in CONTACT_ROLES for one in reply.requesters):
        return []
    ask_for_agency = builder.labels.sentences.tell_agency
    find = ask_for_agency if reply.asked == "agency" else builder.labels.action.find_contact
    return [builder.paragraph(find)]


def _form(builder: CardBuilder, form: FormRef) -> Elements:
    name = builder.format.form(form.model_copy(update={"use": None}))
    return [builder.markdown(f"**{builder.labels.action.fill_in.format(form=name)}**")]


def _write(builder: CardBuilder, place: SendTo) -> Elements:
    address = place.email or ""
    title = builder.labels.action.write.format(name=place.name)
    return [*builder.reach(title, mail_address(address)), *builder.caption(address)]
