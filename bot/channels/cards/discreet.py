"""An answer without people, for where others read along."""

from collections.abc import Sequence

from bot.channels.answer import Answer
from faq_kb.contract import Contact, ContactsReply, DraftReply, FacetReply, ProcedureReply, Reply
from locales import Labels


def discreet(answer: Answer, labels: Labels) -> Answer:
    """The answer without contacts; the actions leave them out already, this makes it certain.

    Lines of the text that name one of them are left out; so are mails, which are addressed to them.
    """
    people = _people(answer.reply)
    if not people:
        return answer
    names = {part for person in people for part in _ways(person)}
    lines = answer.text.splitlines()
    kept = [line for line in lines if not any(name in line for name in names)]
    note = [labels.card.no_names_here] if len(kept) < len(lines) else []
    return Answer("\n".join([*kept, *note]), _without_people(answer.reply), answer.buttons)


def _people(reply: Reply | None) -> Sequence[Contact]:
    match reply:
        case ProcedureReply() | FacetReply():
            return reply.authorized
        case ContactsReply():
            return reply.contacts
        case DraftReply(draft=ticket) if ticket:
            return ticket.authorized
        case _:
            return ()


def _ways(person: Contact) -> list[str]:
    return [part for part in (person.name, person.email, person.phone) if part]


def _without_people(reply: Reply | None) -> Reply | None:
    match reply:
        case ProcedureReply() | FacetReply():
            return reply.model_copy(update={"authorized": []})
        case ContactsReply():
            return reply.model_copy(update={"contacts": []})
        case DraftReply(draft=ticket) if ticket:
            nobody: dict[str, object] = {"authorized": [], "mailto": None, "eml": None}
            return reply.model_copy(update={"draft": ticket.model_copy(update=nobody)})
        case _:
            return reply
