"""The agency that a message gives for a draft: by its official name, told where that is another."""

from dataclasses import dataclass, field

from actions.drafting.commands import UserMessage
from actions.message_context import MessageContext
from actions.reply.draft_text import DraftText
from actions.tracker import Events
from contacts.message_words import LISTS, name_words
from tickets.draft import Draft
from tickets.fields import AGENCY, REQUESTER_NAME, RequestField

# Words that every second official name has.
FEWEST_OF_NAME = 2  # words
COMMON = LISTS["glue"] | LISTS["heads"] | LISTS["leads"]


@dataclass
class AgencyValue:
    """What became of the agency in a message.

    `told`: that the listing calls it otherwise. `doubtful`: a name that is only like what was
    written, to be asked about. `events`: it is known to the rest of the conversation, too.
    """

    values: dict[str, str] = field(default_factory=dict)
    told: str = ""
    doubtful: str = ""
    events: Events = field(default_factory=list)


def agency_of(
    message: UserMessage,
    draft: Draft,
    tagged: str,
    asked: RequestField | None,
    context: MessageContext,
) -> AgencyValue:
    """The requester's agency, where the message says it; `tagged` is how it is written there."""
    is_asked = asked is not None and asked.key == AGENCY
    finding = context.finding
    found = finding.agencies.named(tagged) if tagged else None
    found = found or (finding.in_words(tagged, asked=is_asked).agency if tagged else None)
    typed = tagged
    if is_asked and not found:
        typed = message.text.strip()
        found = finding.in_words(typed, asked=True).agency
    elif not tagged and AGENCY not in draft.fields:
        found = finding.agencies.named(message.text.strip())
        if not found and asked and asked.is_of_requester:
            found = finding.in_words(message.text, asked=False).agency
        typed = ""
    if found is None:
        like = finding.in_words(tagged, asked=True).agency if tagged else None
        return AgencyValue(doubtful=like.name if like and _is_like(tagged, like.name) else "")
    told = "" if not typed or _is_said(typed, found.name) else typed
    values = {AGENCY: found.name}
    return AgencyValue(values, told, events=finding.keep_own(found))


def listed(typed: str, context: MessageContext) -> AgencyValue:
    """The agency of a name that the user said is its name, as the listing calls it."""
    found = context.finding.in_words(typed, asked=True).agency
    if found is None:
        return AgencyValue({AGENCY: typed})
    told = "" if _is_said(typed, found.name) else typed
    return AgencyValue({AGENCY: found.name}, told)


def beside_name(values: dict[str, str], context: MessageContext) -> dict[str, str]:
    """The values without an agency at the end of the requester's name: "pat doe revenue"."""
    words = values.get(REQUESTER_NAME, "").split()
    for size in range(FEWEST_OF_NAME, len(words)):
        if context.finding.in_words(" ".join(words[size:]), asked=False).agency:
            name = " ".join(words[:size]).strip(" ,;-")
            return {AGENCY: " ".join(words[size:])} | values | {REQUESTER_NAME: name}
    return values


def listed_as(words: DraftText, value: AgencyValue) -> str:
    """That the listing calls the agency otherwise than the message does; "" where it does not."""
    name = value.values.get(AGENCY, "")
    return words.say("listed_as", typed=value.told, agency=name) if value.told else ""


def _is_said(typed: str, name: str) -> bool:
    """Whether what was typed has the words of the name."""
    return _words(name) <= _words(typed)


def _is_like(typed: str, name: str) -> bool:
    """Whether more than one word of what was typed is of the name, or all of it is one word."""
    said = _words(typed)
    return len(said & _words(name)) > 1 or len(said) == 1


def _words(text: str) -> set[str]:
    return set(name_words(text)) - COMMON
