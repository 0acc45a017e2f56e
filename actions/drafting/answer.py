"""What a message gives for a draft: the values in it, or itself as the answer to what was asked."""

import re
from collections.abc import Mapping

from actions.drafting.commands import Command, ReadingName, UserMessage
from actions.drafting.direct_answer import GIVING, chosen_in, oneself_in, value_of
from faq_kb.contract import DraftSuggestion
from faq_kb.model import ItemType
from tickets.corrections import denial
from tickets.fields import AGENCY, RequestField
from tickets.notes import adds, extended
from tickets.numbers import with_amounts
from tickets.reading import NO_VALUES, MessageReader
from tickets.tag_reader import CLOSED, FREE, LISTED, TEXTUAL
from tickets.tagged_value import TaggedValue
from tickets.values.yes_no import agrees

# Values that are told in a sentence: "they shall go to room 430".
TAKEN_FROM = TEXTUAL - LISTED
# About the draft's own entry they describe what is requested.
DESCRIBING = (ReadingName.REQUEST, ReadingName.PROCEDURE)
NEEDS = (ReadingName.PROCEDURE, ReadingName.VAGUE, ReadingName.SEVERAL)
# So much likelier than a value it must be where any words may be the answer.
OVER_VALUE = 3.0
# So much likelier than a value it is surely something else; between the two the user is asked.
SURELY_OVER_VALUE = 10.0
# Words; the name with what is said about who has it is longer, and is tagged.
LONGEST_NAME = 4
# "How long does it take?" is about no item.
FACTS = frozenset({"facet_lead_time", "facet_cost", "facet_policies", "facet_requesters"})
# One to four capitalized words, however common they are.
NAME = re.compile(r"(?:[^\W\d_a-z][\w'.-]*\s+){0,3}[^\W\d_a-z][\w'.-]+")


def may_give(message: UserMessage, entry: str, asked: RequestField | None) -> bool:
    """Whether the message can hold values of a request for the entry; a question does not."""
    if message.is_click:
        return False
    if asked and asked.type in FREE and message.is_read_as(*NEEDS):
        # Why a site is needed may sound like a need of its own.
        return message.intent == entry or message.reading.confidence < OVER_VALUE * message.value
    if message.is_read_as(*DESCRIBING):
        return message.intent == entry
    return message.is_read_as(*GIVING)


def may_be_answer(message: UserMessage, asked: RequestField) -> bool:
    """Whether what sounds like a command may be the words of an answer: "we need it for case 1"."""
    if message.is_click or message.exact_command:
        return False
    if asked.type not in FREE:
        return _is_name(message.text, asked)
    is_command = message.is_read_as(ReadingName.COMMAND)
    return is_command and message.reading.confidence < SURELY_OVER_VALUE * message.value


def values_in(message: UserMessage, entry: str, reader: MessageReader) -> dict[str, str]:
    """The values in the message, the agency as it is written there."""
    if oneself := oneself_in(message, reader):
        return oneself
    if chosen := chosen_in(message, reader):
        return {**reader.values(message.text, _of_a_value(message, reader)), **chosen}
    if not may_give(message, entry, reader.asked):
        return {}
    asked, corrects = reader.asked, is_correction(message)
    values = reader.values(message.text, _of_a_value(message, reader), corrects=corrects)
    values = {key: _added(message, reader, key, value) for key, value in values.items()}
    if not values and corrects:
        values = reader.changes.repeated(message.text)
    if asked and asked.type in LISTED and asked.key in values and not corrects:
        # An explanation may name anything: it changes nothing that is there.
        values = {key: one for key, one in values.items() if key not in reader.given}
    is_kept = asked is not None and asked.type not in CLOSED | TAKEN_FROM
    if asked and is_kept and values.keys() == {asked.key}:
        # The whole answer is kept, in the words of who gives it, and with an extension.
        values[asked.key] = whole(message, reader) or values[asked.key]
    is_another = bool(values) and not corrects and values.keys() <= reader.given.keys()
    is_named = not reader.named(message.text, message.tagged).isdisjoint(values)
    if asked and asked.type in TEXTUAL and is_another and not is_named:
        # What sounds like another text than the one that is there answers what was asked.
        others = {one.key for one in reader.fields if one.type in TEXTUAL}
        if values.keys() <= others and (answer := whole(message, reader)):
            return {asked.key: answer}
    return values


def _added(message: UserMessage, reader: MessageReader, key: str, value: str) -> str:
    """An explanation is added to the one that is there, where the message says so.

    What only counts something of it anew leaves the rest: "make that 16 cores".
    """
    old = reader.given.get(key)
    kind = next((one.type for one in reader.fields if one.key == key), None)
    is_asked = reader.asked is not None and reader.asked.key == key
    if not old or is_asked or kind not in (ItemType.TEXT, *LISTED):
        return value
    if kind in LISTED and adds(message.text):
        return extended(old, value)
    return with_amounts(old, value) or value


def _of_a_value(message: UserMessage, reader: MessageReader) -> list[TaggedValue]:
    """The tags without those that say no value: "show the draft", "I'll bring it later"."""
    if message.exact_command:
        return []
    tagged = list(message.tagged)
    is_command = message.is_read_as(ReadingName.COMMAND) and message.command is not Command.CHANGE
    if is_command:
        tagged = [one for one in tagged if one.value != message.text.strip()]
    if is_command or message.is_read_as(ReadingName.UNKNOWN):
        closed = {one.key for one in reader.fields if one.type in CLOSED}
        tagged = [one for one in tagged if one.key not in closed]
    return tagged


def suggestion(
    message: UserMessage, entry: str, reader: MessageReader, taken: Mapping[str, str] = NO_VALUES
) -> DraftSuggestion | None:
    """What the message may give, which is only put down when the user says so.

    `taken`: the values that it gives for sure.
    """
    asked = None if taken else reader.asked
    answer = whole(message, reader) if asked else ""
    if may_give(message, entry, asked):
        found = reader.unsure(message.text, message.tagged)
        if not is_correction(message):
            # What is there already is not asked about by the way.
            changes = reader.changes.perhaps(message.text, message.tagged)
            changes |= _of_pair(message, reader, found)
            found = {
                key: value
                for key, value in found.items()
                if key not in reader.given or key in changes
            }
        is_likely = asked and answer and _is_likely(message, asked, answer)
        if is_likely and not reader.is_of_another(found) and not _of_pair(message, reader, found):
            return None
        if asked and asked.type is ItemType.PERSON and not is_likely:
            # No name, but a number like one that is there: "sorry, it is version 14".
            found = found or reader.changes.repeated(message.text)
        if is_correction(message):
            found |= reader.changes.repeated(message.text)
            answer = ""
        for key in (AGENCY, *taken):
            found.pop(key, None)
    elif asked and asked.type in FREE and _is_unsure(message):
        found = {}
    else:
        return None
    if asked and answer:
        found = found or {asked.key: answer}
    known = taken.values()
    return next(
        (DraftSuggestion(key=key, value=found[key]) for key in found if found[key] not in known),
        None,
    )


def _of_pair(
    message: UserMessage, reader: MessageReader, found: Mapping[str, str]
) -> dict[str, str]:
    """Addresses for the other item than the one asked for: "our new place is 14 Oak Street"."""
    if reader.asked is None or reader.asked.type is not ItemType.ADDRESS:
        return {}
    others = {one.key for one in reader.fields if one.type is ItemType.ADDRESS}
    others.discard(reader.asked.key)
    return {
        key: value
        for key, value in found.items()
        if key in others and len(message.text.split()) > len(value.split()) + 1
    }


def _is_likely(message: UserMessage, asked: RequestField, answer: str) -> bool:
    """Whether a text without a tagged value looks like the answer; a sentence is no name."""
    if asked.type is not ItemType.PERSON:
        return True
    words = answer.split()
    is_plain = len(words) <= LONGEST_NAME and not any(word[0].isdigit() for word in words)
    return _is_name(answer, asked) or (is_plain and not is_correction(message))


def is_correction(message: UserMessage) -> bool:
    """Whether it says that something is to be changed."""
    return message.command is Command.CHANGE or message.is_read_as(ReadingName.REPAIR)


def _is_unsure(message: UserMessage) -> bool:
    """Whether what sounds like a need of its own may be an answer after all."""
    limit = SURELY_OVER_VALUE * message.value
    return message.is_read_as(*NEEDS) and message.reading.confidence < limit


def is_answer(message: UserMessage, entry: str, reader: MessageReader) -> bool:
    """Whether nothing else explains the message, or it can be nothing else, however it sounds."""
    asked = reader.asked
    if asked and asked.type is ItemType.PERSON and is_correction(message):
        return _is_name(message.text, asked)
    if may_give(message, entry, asked) or message.is_read_as(ReadingName.NONE):
        return True
    if asked is None or (asked.type in TEXTUAL and not _is_name(message.text, asked)):
        return False
    return bool(whole(message, reader))


def _is_name(text: str, asked: RequestField) -> bool:
    """Whether the text is written as a name, where one was asked for."""
    return asked.type is ItemType.PERSON and NAME.fullmatch(text) is not None


def asks_about_item(message: UserMessage) -> bool:
    """Whether it asks what the item is or why it is wanted, which no fact of the procedure says."""
    return message.is_read_as(ReadingName.ITEM_QUESTION) and message.intent not in FACTS


def is_not_there(message: UserMessage, asked: RequestField) -> bool:
    """Whether the message says of the paper that was asked for that it is not there yet."""
    if message.is_click or asked.type is not ItemType.ATTACHMENT or agrees(message.text):
        return False
    if message.is_read_as(ReadingName.ITEM_QUESTION, ReadingName.DETAIL):
        return False  # a question says nothing of it
    said = [one.value for one in message.tagged if one.key == asked.key]
    return said[-1:] == ["no"] or denial(message.text) > 0


def whole(message: UserMessage, reader: MessageReader) -> str:
    """The whole message as the answer; empty where it is none."""
    return value_of(message.text, reader)
