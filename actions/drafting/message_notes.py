"""What a message says that no item has: for the notes of the request."""

from collections.abc import Mapping

from actions.drafting.answer import is_correction, may_give
from actions.drafting.commands import PART, UserMessage
from faq_kb.contract import NOTES
from tickets.corrections import corrects
from tickets.draft import Draft
from tickets.notes import beside, extended, says_more
from tickets.reading import MessageReader

MOST_NOTES = 4_000  # characters, as of any long text


def notes_in(
    message: UserMessage, entry: str, reader: MessageReader, values: Mapping[str, str]
) -> str:
    """What the message says that none of its values has; "" where that is nothing."""
    if not may_give(message, entry, None) or message.exact_command:
        return ""
    known = [value for key, value in {**reader.given, **values}.items() if key != NOTES]
    told = message.statements
    is_change = bool(values) and values.keys() <= reader.given.keys()
    if values and is_correction(message):
        told = beside(told, values.values())
    elif is_change and corrects(told) and len(PART.split(told)) == 1:
        return ""  # no more than the change
    return told if says_more(told, known) else ""


def with_note(draft: Draft, note: str) -> dict[str, str]:
    """The draft's notes with another one, unless they are full."""
    notes = extended(draft.fields.get(NOTES, ""), note)
    return {NOTES: notes} if note and len(notes) <= MOST_NOTES else {}
