"""Whether a message in a draft asks to see it: "what have you got so far", alone or beside more."""

import re

from actions.drafting.commands import Command, ReadingName, SaidSentence, UserMessage
from actions.drafting.message_parts import puts_off_plainly, told_in

# Words of several drafts; without them what one "has" is the draft that is being filled in.
_SEVERAL = re.compile(
    r"\b(?:drafts|tickets|ticktes|tkts|requests|reqs|submissions|applications|ones|numbers|forms|"
    r"list|both|each|many|more|other|others|else|another|open|pending|history|"
    r"queue|overview|index|on file|outstanding|in my name|under my name)\b",
    re.IGNORECASE,
)
SHOWING = (Command.SHOW, Command.LIST)
# So much likelier than a value a sentence is surely a command.
SURELY = 10.0


def shows_this(message: UserMessage) -> bool:
    """Whether a command to list drafts rather asks for the one that is being filled in."""
    is_listing = message.command is Command.LIST and message.is_read_as(ReadingName.COMMAND)
    return is_listing and not message.is_click and not _SEVERAL.search(message.text)


def beside_showing(message: UserMessage) -> UserMessage | None:
    """What a message tells beside a sentence that asks to see the draft; None where none does.

    What it has not got ("I don't have one") tells nothing: nobody says of which item.
    """
    showing = [one for one in message.sentences if _shows(one, message)]
    others = [one for one in message.sentences if one not in showing]
    if message.is_click or not showing or any(_does_more(one) for one in others):
        return None
    told = [one for one in others if not puts_off_plainly(message.text[one.start : one.end])]
    return told_in(message, told)


def _shows(one: SaidSentence, message: UserMessage) -> bool:
    said = message.text[one.start : one.end]
    is_sure = one.reading == ReadingName.COMMAND and one.confidence > SURELY * one.value
    is_list = one.intent == Command.LIST and _SEVERAL.search(said)
    return is_sure and one.intent in SHOWING and not is_list


def _does_more(one: SaidSentence) -> bool:
    """Whether a sentence asks something or commands something else."""
    if one.reading in (ReadingName.ITEM_QUESTION, ReadingName.DETAIL):
        return True
    is_sure = one.reading == ReadingName.COMMAND and one.confidence > SURELY * one.value
    return is_sure and one.intent not in (Command.SKIP, *SHOWING)
