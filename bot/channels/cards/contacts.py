"""The card of an agency's contacts, of a check, and of the question which agency it is."""

from bot.channels.answer import Answer
from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.markdown import bullets, escape
from faq_kb.contract import ContactsReply


def contacts_card(builder: CardBuilder, answer: Answer, reply: ContactsReply) -> Elements | None:
    """The people, or whom to ask instead; the agencies or people to choose from as buttons.

    No card asks which agency it is when there are no choices: the answer has to be typed.
    """
    if reply.asked and not answer.buttons:
        return None
    agency, write = reply.agency or "", builder.format
    has_heading = agency and (reply.contacts or not reply.message)
    heading = builder.labels.card.contacts.format(agency=agency)
    people = list(dict.fromkeys(write.person(person, agency) for person in reply.contacts))
    ask = write.whom_to_ask(reply.send_to, reply.phones)
    policies = write.fact("policies", reply.policies)
    withheld = reply.notes if reply.withheld else []
    notes = [] if reply.withheld else reply.notes
    return [
        *([builder.heading(heading)] if has_heading else []),
        # Why nobody is named comes first.
        *builder.assistant_text("\n".join(withheld)),
        *builder.assistant_text("\n".join(passage.text for passage in reply.lead)),
        *builder.assistant_text(reply.message),
        *(builder.markdown(write.check(check)) for check in reply.checks),
        *([builder.markdown(bullets(people))] if people else []),
        *builder.facts([(escape(builder.labels.facts["policies"]), "; ".join(policies))]),
        *builder.lines(builder.labels.card.notes, notes),
        *([builder.markdown(ask)] if ask else []),
        *builder.buttons(answer.buttons),
    ]
