"""The card of an agency's contacts, and of the question which agency it is."""

from bot.channels.answer import Answer
from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.markdown import bullets
from bot.channels.cards.pieces import Pieces
from bot.channels.cards.said import remaining
from faq_kb.contract import ContactsReply


def people(kit: Kit, answer: Answer, reply: ContactsReply) -> Elements | None:
    """The people of one agency, or the agencies to choose from; else what the text says.

    No card asks which agency it is: the answer has to be typed.
    """
    if answer.buttons:
        lead = remaining(answer.text, [f"- {option}" for option in reply.options])
        return [*kit.said("\n".join(lead)), *kit.buttons(answer.buttons)]
    if reply.asked:
        return None
    in_role = [person for person in reply.contacts if reply.role in (None, person.role)]
    if not in_role or not reply.agency:
        # Why there is nobody, or of which agencies somebody is a contact: the text alone says it.
        return kit.said(answer.text)
    pieces = Pieces(kit, answer.text)
    return [
        kit.heading(kit.labels.card.contacts.format(agency=reply.agency)),
        kit.markdown(bullets(pieces.people(reply.contacts, reply.agency))),
        *pieces.notes(reply.notes),
    ]
