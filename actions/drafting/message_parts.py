"""The parts of a message in a draft: what it tells, what it asks, what it puts off.

The pipeline reads each sentence by itself (bot/nlu/sentences.py): "60512. How long does it take?"
gives a value and asks, "I'd have to look that up. It's for twelve people" puts one off and gives
another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.drafting.commands import Command, ReadingName, SaidSentence, UserMessage
from actions.tracker import ReadingResult
from tickets.naming import named
from tickets.reading import MessageReader
from tickets.tag_reader import CLOSED
from tickets.values import InvalidValue
from tickets.values.base import plain_quotes

# So much likelier than a value a sentence surely puts off what was asked.
SURELY_OVER_VALUE = 2.0
# "Haven't got one", "I don't have that": the whole sentence.
_HAS_NONE = re.compile(
    r"(?:(?:no|nope|sorry|ok|okay|well|oh)[,.]?\s+)*"
    r"(?:i|we)?\s*(?:do|have)(?:n'?t| not)\s+(?:(?:have|got|know)\s+)?"
    r"(?:one|it|that|any|that one|one yet|it yet|yet|(?:an?|the|my|our)\s(?:\w+\s){0,2}?\w+)"
    r"(?:\s+(?:yet|here|handy|with me|on me|right now))?",
    re.IGNORECASE,
)
ASKING = (ReadingName.ITEM_QUESTION, ReadingName.DETAIL)
# How a sentence is read that tells something, the likeliest to give values first.
TELLING = (ReadingName.VALUE, ReadingName.REPAIR, ReadingName.AGENCY)


@dataclass(frozen=True)
class MessageParts:
    """What a message tells beside a question or a put-off; `told` has blanks in their place."""

    told: UserMessage
    puts_off: bool = False
    asks: bool = False

    @property
    def are_several(self) -> bool:
        """Whether it does more than one thing."""
        return self.puts_off or self.asks


def parts_of(message: UserMessage, reader: MessageReader) -> MessageParts:
    """The parts of a message; all of it is told where it is a click, or nothing was asked."""
    if message.is_click or reader.asked is None or not message.sentences:
        return MessageParts(message)
    if message.is_read_as(ReadingName.COMMAND):
        return MessageParts(message)
    puts_off, asks, told = [], [], []
    for one in message.sentences:
        said = message.text[one.start : one.end]
        if one.reading in ASKING and said.rstrip().endswith("?"):
            asks.append(one)
        elif _puts_off(one, said, reader):
            puts_off.append(one)
        else:
            told.append(one)
    if not (puts_off or asks):
        return MessageParts(message)
    return MessageParts(told_in(message, told), bool(puts_off), bool(asks))


def _puts_off(one: SaidSentence, said: str, reader: MessageReader) -> bool:
    """Whether a sentence says that the answer comes later, or never."""
    assert reader.asked is not None
    if named(said, reader.fields) not in ("", reader.asked.key) or _answers_closed(said, reader):
        return False
    if puts_off_plainly(said):
        return True
    is_skip = one.intent == Command.SKIP and one.reading == ReadingName.COMMAND
    is_unknown = one.reading == ReadingName.UNKNOWN
    is_sure = one.confidence > SURELY_OVER_VALUE * one.value
    return is_sure and (is_skip or is_unknown)


def puts_off_plainly(said: str) -> bool:
    """Whether a sentence says no more than that something is not there: "I don't have one"."""
    return _HAS_NONE.fullmatch(plain_quotes(said).strip(" .!")) is not None


def _answers_closed(said: str, reader: MessageReader) -> bool:
    """Whether a sentence is one of the answers that there are: "yes, we have it"."""
    if reader.asked is None or reader.asked.type not in CLOSED:
        return False
    try:
        reader.answer(said.strip(" .!\n"))
    except InvalidValue:
        return False
    return True


def told_in(message: UserMessage, told: Sequence[SaidSentence]) -> UserMessage:
    """The message with nothing but these sentences, each where it was."""
    kept = [(one.start, one.end) for one in told]
    text = blanked(message.text, kept)
    tagged = tuple(
        one for one in message.tagged if any(a <= one.start and one.end <= b for a, b in kept)
    )
    by_name = {one.reading: ReadingResult(one.reading, one.confidence) for one in told}
    likely = next((by_name[name] for name in TELLING if name in by_name), None)
    reading = likely or next(iter(by_name.values()), ReadingResult(ReadingName.VALUE, 0.0))
    value = max((one.value for one in told), default=0.0)
    intent = told[0].intent if told else message.intent
    return replace(
        message, text=text, tagged=tagged, reading=reading, value=value, intent=intent, sentences=()
    )


def blanked(text: str, kept: Sequence[tuple[int, int]]) -> str:
    """The text with blanks in place of all but what is kept, so that places stay what they are."""
    return "".join(
        sign if any(start <= place < end for start, end in kept) else " "
        for place, sign in enumerate(text)
    )
