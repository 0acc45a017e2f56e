"""What a message gives for a draft: the values in it, or itself as the answer to what was asked."""

from actions.drafting.commands import Reading, UserMessage
from faq_kb.model import ItemType
from tickets.fields import AGENCY, RequestField
from tickets.reading import CLOSED, TEXTUAL, MessageReader
from tickets.values import InvalidValue

# Readings of messages that may give values; all others are for the rules.
GIVING = (Reading.VALUE, Reading.UNKNOWN, Reading.COMMAND, Reading.AGENCY, Reading.REPAIR)
# About the draft's own entry they describe what is requested.
DESCRIBING = (Reading.REQUEST, Reading.PROCEDURE)
# The pipeline takes it for nothing that it knows.
UNEXPLAINED = "none"


def may_give(message: UserMessage, entry: str) -> bool:
    """Whether the message can hold values of a request for the entry; a question does not."""
    if message.is_click:
        return False
    if message.is_read_as(*DESCRIBING):
        return message.intent == entry
    return message.is_read_as(*GIVING)


def values_in(message: UserMessage, entry: str, reader: MessageReader) -> dict[str, str]:
    """The values in the message, the agency as it is written there."""
    if not may_give(message, entry):
        return {}
    values, asked = reader.values(message.text, message.tagged), reader.asked
    if asked and asked.type not in CLOSED and values.keys() == {asked.key} and asked.key != AGENCY:
        # The whole answer is kept, in the words of who gives it.
        values[asked.key] = whole(message, reader) or values[asked.key]
    return values


def is_answer(message: UserMessage, entry: str, reader: MessageReader) -> bool:
    """Whether nothing else explains the message, or it can be nothing else, however it sounds."""
    if may_give(message, entry) or message.reading.name == UNEXPLAINED:
        return True
    is_shaped = reader.asked is not None and reader.asked.type not in TEXTUAL
    return is_shaped and bool(whole(message, reader))


def is_not_there(message: UserMessage, asked: RequestField) -> bool:
    """Whether the message says of the paper that was asked for that it is not there yet."""
    said = [one.value for one in message.tagged if one.key == asked.key]
    return asked.type is ItemType.ATTACHMENT and said[-1:] == ["no"] and not message.is_click


def whole(message: UserMessage, reader: MessageReader) -> str:
    """The whole message as the answer; empty where it is none."""
    try:
        return reader.answer(message.text)
    except InvalidValue:
        return ""
