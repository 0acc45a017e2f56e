"""The agency that a message gives for a draft: by its official name, told where that is another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from actions.drafting.commands import UserMessage
from actions.message_context import MessageContext
from actions.reply.draft_text import DraftText
from actions.tracker import Events
from contacts.message_words import LISTS, name_words
from contacts.queries import Agency
from faq_kb.model import ItemType
from tickets.draft import Draft
from tickets.fields import AGENCY, PHONE, REQUESTER_NAME, RequestField
from tickets.values import find

# Words that every second official name has.
FEWEST_OF_NAME = 2  # words
_PARTS = re.compile(r"[,;\n]|[.!?](?=\s|$)")
# Two or three capitalized words, one of which may be an initial.
_FULL_NAME = re.compile(
    r"[A-Z][^\W\d_]+(?:\s[A-Z](?:[^\W\d_]+|\.?))?\s[A-Z][^\W\d_]*[a-z](?:[-'][A-Z][a-z]+)?"
)
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
            found = finding.in_words(message.text, asked=False).agency or _beside_others(
                message, context
            )
        typed = ""
    if found is None:
        like = finding.in_words(tagged, asked=True).agency if tagged else None
        return AgencyValue(doubtful=like.name if like and _is_like(tagged, like.name) else "")
    told = "" if not typed or _is_said(typed, found.name) else typed
    values = {AGENCY: found.name}
    return AgencyValue(values, told, events=finding.keep_own(found))


def _beside_others(message: UserMessage, context: MessageContext) -> Agency | None:
    """The agency that stands beside a name or number of the requester, who was asked for all."""
    others = [one for one in message.tagged if one.key in (REQUESTER_NAME, PHONE)]
    phones = find(ItemType.PHONE, message.text, today=context.services.today())
    places = [(one.start, one.end) for one in others] + [(one.start, one.end) for one in phones]
    if not places:
        return None
    kept = _gaps(places, len(message.text))
    text = " ".join(message.text[start:end].strip(" ,.;") for start, end in kept)
    return context.finding.in_words(text, asked=True).agency if text.strip() else None


def _gaps(places: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """What lies between the places, up to the length."""
    at = 0
    for start, end in sorted(places):
        yield at, max(at, start)
        at = max(at, end)
    yield at, length


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


def name_alone(text: str, values: Mapping[str, str], context: MessageContext) -> str:
    """The name that stands by itself in a message that tells who asks; "" where there is none.

    Not one of an agency: "Air Quality, 502-555-0100".
    """
    if REQUESTER_NAME in values or not {AGENCY, PHONE} & values.keys():
        return ""
    parts = [part.strip() for part in _PARTS.split(text)]
    names = [
        part
        for part in parts
        if _FULL_NAME.fullmatch(part)
        and not any(part in value for value in values.values())
        and context.finding.in_words(part, asked=True).agency is None
    ]
    return names[0] if len(names) == 1 else ""


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
