"""A direct answer to what was asked: yes, one of the choices, or "me"."""

import re

from actions.drafting.commands import PART, ReadingName, UserMessage
from faq_kb.cases import ONESELF
from faq_kb.model import ItemType
from tickets.corrections import denies
from tickets.fields import RequestField
from tickets.reading import MessageReader
from tickets.tag_reader import CLOSED
from tickets.values import InvalidValue, find_choices
from tickets.values.oneself import is_oneself
from tickets.values.yes_no import agrees

# Readings of messages that may give values; all others are for the rules.
GIVING = (
    ReadingName.VALUE,
    ReadingName.UNKNOWN,
    ReadingName.COMMAND,
    ReadingName.AGENCY,
    ReadingName.REPAIR,
)
# Words of the part of a message that does no more than choose: "just the quote for now".
LONGEST_CHOICE = 6
# How a question begins.
QUESTION = re.compile(
    r"\W*(?:(?:ok|okay|so|and|but|wait|well|sorry)\W+)*(?:what|which|who|whose|when|where|why|how|is|are|"
    r"does|do|did|can|could|may|should|would|will|must)\b",
    re.IGNORECASE,
)


def oneself_in(message: UserMessage, reader: MessageReader) -> dict[str, str]:
    """The person whom an answer calls "me"; to a choice it is the only one who is not named yet."""
    asked = reader.asked
    if asked is None or message.is_click or not is_oneself(message.text):
        return {}
    if asked.may_be_requester:
        return {asked.key: ONESELF}
    people = [one for one in reader.fields if one.may_be_requester and one.key not in reader.given]
    is_whom = asked.type is ItemType.CHOICE and len(people) == 1
    return {people[0].key: ONESELF} if is_whom else {}


def chosen_in(message: UserMessage, reader: MessageReader) -> dict[str, str]:
    """What an answer begins with, whatever follows: "both, they reply from it", "yes, and ..."."""
    asked = reader.asked
    if asked is None or message.is_click or _asks(message, asked):
        return {}
    first, *others = PART.split(message.text, maxsplit=1)
    if asked.type is ItemType.CHOICE:
        said = {one.value for one in find_choices(first, asked.choices)}
        is_short = len(first.split()) <= LONGEST_CHOICE and not denies(first)
        chosen = said.pop() if is_short and len(said) == 1 else ""
    elif asked.type in CLOSED and any(others) and not value_of(others[0], reader):
        chosen = value_of(first, reader)
    else:
        chosen = value_of(message.text, reader) if _says_yes(message, asked) else ""
    return {asked.key: chosen} if chosen else {}


def _asks(message: UserMessage, asked: RequestField) -> bool:
    """Whether it is a question, which chooses nothing: "what is a quote?"."""
    if not message.is_read_as(ReadingName.ITEM_QUESTION, ReadingName.DETAIL):
        return False
    is_marked = asked.type is ItemType.CHOICE and "?" in message.text
    return is_marked or QUESTION.match(message.text) is not None


def _says_yes(message: UserMessage, asked: RequestField) -> bool:
    """Whether the message says yes to what was asked, whatever else it sounds like.

    Where it does not begin with yes, the tagger has to hear one; "our HR has it" leaves it open.
    """
    if asked.type not in CLOSED or message.exact_command or not message.is_read_as(*GIVING):
        return False
    said = [one.value for one in message.tagged if one.key == asked.key]
    is_open = message.is_read_as(ReadingName.UNKNOWN)
    return agrees(message.text) or (said[-1:] == ["yes"] and not is_open)


def value_of(text: str, reader: MessageReader) -> str:
    """The text as the answer to what was asked; empty where it is none."""
    try:
        return reader.answer(text)
    except InvalidValue:
        return ""
