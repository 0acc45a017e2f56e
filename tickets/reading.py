"""Read one message: the values it gives for any fields, and what is left as the answer."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from faq_kb.model import ItemType
from tickets.fields import RequestField
from tickets.values import InvalidValue, Span, check, find

TEXTUAL = frozenset({ItemType.TEXT, ItemType.LONG_TEXT, ItemType.PERSON, ItemType.ADDRESS})
FREE = TEXTUAL - {ItemType.PERSON}  # a name contains nothing else
# In the order of trust: an address contains a host, a path may contain anything.
SHAPED = (
    ItemType.URL,
    ItemType.FILE_PATH,
    ItemType.PHONE,
    ItemType.DATE,
    ItemType.COUNT,
    ItemType.HOST_NAME,
)
CONNECTED = re.compile(
    r"(?:\s*(?:number|no\.?|#))?\s*(?:(?:is|are|was|will be|should be|would be|has to be|to|as)\b"
    r"|[=:#]|\s-\s)\s*",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[;\n]|[.!?](?=\s|$)|,\s+(?=\w)|\s+(?:and|but)\s+(?=\w)", re.IGNORECASE)
# A name that follows "I am" or "for" without more.
NAME = re.compile(r"(?:[A-Z][\w'.-]+\s+){1,3}[A-Z][\w'-]+")
UNNAMED = frozenset({ItemType.ATTACHMENT, ItemType.YES_NO})
NO_VALUE = re.compile(
    r"(?:also\s+|all\s+)?(?:wrong|incorrect|not\s+(?:right|correct)|bad|a\s+mistake|mistyped|different|"
    r"out\s+of\s+date|old|unknown|missing|please|again)\W*",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[;\n]|[.!?](?=\s|$)")


@dataclass(frozen=True)
class MessageValues:
    """`values` were given by name or by shape; `rest` is the message without them.

    `named` are fields whose name was said, with a value or without.
    """

    values: dict[str, str]
    named: tuple[str, ...]
    rest: str


@dataclass(frozen=True)
class _Label:
    start: int
    end: int
    field: RequestField
    connected: bool


def read(
    text: str, fields: Sequence[RequestField], asked: RequestField | None, today: dt.date
) -> MessageValues:
    """Every value that the message gives beyond doubt.

    The answer to a question for free text may contain anything, so only what is called by its
    name is taken out of it.
    """
    text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    labels = list(_labels(text, fields))
    told = _told(text, labels, today)
    if asked and asked.type in FREE and {label.field.key for label in told} == {asked.key}:
        told = {}  # the whole message is the answer
    values = {label.field.key: value for label, (_, value) in told.items()}
    taken = [(label.start, end) for label, (end, _) in told.items()]
    others = values.keys() - {asked.key if asked else None}
    if asked is None or asked.type not in FREE or others:
        meant = [field for field in fields if field.key not in values and _may_mean(field, asked)]
        for key, span in _shaped(text, meant, taken, today):
            values[key] = span.value
            taken.append((span.start, span.end))
    named = tuple({label.field.key: None for label in labels})
    return MessageValues(values, named, _without(text, taken))


def _labels(text: str, fields: Iterable[RequestField]) -> Iterator[_Label]:
    """The names of fields in the text, left to right, the longest of overlapping ones."""
    found = [
        (match.start(), -len(match.group()), field, match.end())
        for field in fields
        if field.said_as
        for match in _names(field.said_as).finditer(text)
    ]
    reached = 0
    for start, _, field, end in sorted(found, key=lambda row: row[:2]):
        if start >= reached:
            connection = CONNECTED.match(text, end)
            reached = connection.end() if connection else end
            yield _Label(start, reached, field, connection is not None)


@cache
def _names(said_as: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted(said_as, key=len, reverse=True)
    named = "|".join(map(re.escape, words))
    # Not as a part of an address or of a host's name.
    return re.compile(
        rf"(?<![\w/.@:-])(?:(?:the|my|our|its)\s+)?(?:{named})(?![\w/@]|[-.]\w)", re.IGNORECASE
    )


def _told(text: str, labels: Sequence[_Label], today: dt.date) -> dict[_Label, tuple[int, str]]:
    """The labels that a value follows, with where it ends; the others are ordinary words."""
    told: dict[_Label, tuple[int, str]] = {}
    limit = len(text)
    for label in reversed(labels):
        if found := _shaped_value(text, label, limit, today) or _value(text, label, limit, today):
            told[label] = found
            limit = label.start
    return dict(reversed(told.items()))


def _segment_end(text: str, label: _Label, limit: int) -> int:
    ends = SENTENCE_END if label.field.type is ItemType.LONG_TEXT else CLAUSE_END
    if label.field.type in (ItemType.URL, ItemType.FILE_PATH, ItemType.ADDRESS, ItemType.DATE):
        ends = SENTENCE_END
    stop = ends.search(text, label.end, limit)
    return stop.start() if stop else limit


def _shaped_value(text: str, label: _Label, limit: int, today: dt.date) -> tuple[int, str] | None:
    """The value known by its shape that begins in the label's clause, and where it ends."""
    if label.field.type not in SHAPED:
        return None
    rest = text[label.end : limit]
    clause = _segment_end(text, label, limit) - label.end
    spans = [span for span in find(label.field.type, rest, today=today) if span.start < clause]
    return (label.end + spans[0].end, spans[0].value) if spans else None


def _value(text: str, label: _Label, limit: int, today: dt.date) -> tuple[int, str] | None:
    """The value after an item's name; without `is` only what cannot be anything else."""
    field, end = label.field, _segment_end(text, label, limit)
    segment = text[label.end : end].strip(" ,;-")
    if not segment or field.type in UNNAMED or NO_VALUE.fullmatch(segment):
        return None
    if not label.connected:
        if field.type is ItemType.BILLING_NUMBER:
            segment = segment.split()[0]
        elif field.type is ItemType.PERSON:
            if not (name := NAME.match(segment)):
                return None
            segment = name.group()
        elif field.type is not ItemType.LONG_TEXT:
            return None
    try:
        return end, check(field.type, segment, today=today, choices=field.choices)
    except InvalidValue:
        return None


def _may_mean(field: RequestField, asked: RequestField | None) -> bool:
    """Whether a shape may be of the field: not when another field of its kind is asked for."""
    return asked is None or asked.type is not field.type or asked == field


def _shaped(
    text: str, meant: Sequence[RequestField], taken: Sequence[tuple[int, int]], today: dt.date
) -> Iterator[tuple[str, Span]]:
    """Values known by their shape, where only one field can be meant."""
    seen = list(taken)
    for kind in SHAPED:
        fields = [field for field in meant if field.type is kind]
        spans = [span for span in find(kind, text, today=today) if _is_free(span, seen)]
        if len(fields) == 1 and len(spans) == 1:
            yield fields[0].key, spans[0]
        # What is an address is no host name as well.
        seen += [(span.start, span.end) for span in spans]


def _is_free(span: Span, taken: Iterable[tuple[int, int]]) -> bool:
    return all(span.end <= start or end <= span.start for start, end in taken)


def _without(text: str, taken: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(taken, reverse=True):
        text = text[:start] + " " + text[end:]
    return re.sub(r"\s+", " ", text).strip(" ,;.-")
