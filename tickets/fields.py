"""What a request must contain: the procedure's `include` list and who asks (fields.yml)."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from faq_kb.cases import ONESELF, in_case
from faq_kb.contract import NOTES
from faq_kb.model import IncludeItem, ItemType, Procedure
from tickets.values import InvalidValue, check
from tickets.values.oneself import is_oneself

FILE = Path(__file__).parent / "items.yml"
REQUESTER_NAME, AGENCY, PHONE, LOCATION = "requester_name", "agency", "phone", "location"
# Never asked for: there only where the requester says it.
REQUESTER_ROLE = "requester_role"
# In the order in which they are asked, after what the request is about.
REQUESTER_FIELDS = (REQUESTER_NAME, AGENCY, PHONE, LOCATION)


@dataclass(frozen=True)
class RequestField:
    """One thing that a request contains.

    `label` stands in sentences, `short` on buttons.
    `help` says in a sentence what it is, and why it is asked or where one finds it.
    """

    key: str
    label: str
    short: str
    type: ItemType
    required: bool
    question: str
    choices: tuple[str, ...] = ()
    # The message that asks for the request is itself the value.
    from_request: bool = False
    # What its receiver reads instead of `label`, `short` and choices that speak to or for the
    # requester.
    told_as: str = ""
    told_short: str = ""
    told_choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    help: str = ""

    @property
    def may_be_requester(self) -> bool:
        """Whether it is a person who may be whoever asks."""
        return self.type is ItemType.PERSON and not self.is_of_requester

    def check(self, typed: str, today: dt.date) -> str:
        """The canonical value of an answer to the question for it. Raises InvalidValue."""
        if self.type is ItemType.PERSON and is_oneself(typed):
            if self.may_be_requester:
                return ONESELF
            raise InvalidValue("person_unclear", typed)
        return check(self.type, typed, today=today, choices=self.choices)

    @property
    def receiver_label(self) -> str:
        """What it is called in the request."""
        return self.told_as or self.label

    @property
    def receiver_heading(self) -> str:
        """What stands before its value in the request; which paper one is, only its label says."""
        if self.type is ItemType.ATTACHMENT:
            return self.receiver_label
        return self.told_short or self.short

    @property
    def is_of_requester(self) -> bool:
        """Whether it is about who asks, not about what is asked for."""
        return self.key in (*REQUESTER_FIELDS, REQUESTER_ROLE)


@dataclass(frozen=True)
class ReceiverWords:
    """What the receiver of a request reads where the procedure speaks to or for the requester.

    `forms`: the use of a form by its number. Empty where the procedure's own words serve.
    """

    title: str = ""
    approval: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)


def receiver_words(entry: str, values: Mapping[str, str]) -> ReceiverWords:
    """The words for receivers of an entry's request with these values."""
    words = {**_words()["receiver"].get(entry, {})}
    of_another = words.pop("of_another", None)
    if of_another and values.get(of_another["item"], ONESELF) != ONESELF:
        words["title"] = of_another["title"]
    return ReceiverWords(**words)


def fields_of(
    entry: str, procedure: Procedure, told: Collection[str] = ()
) -> tuple[RequestField, ...]:
    """Every field of a request for the entry, in the order in which they are asked.

    `told`: keys of what there is; what nobody is asked for is a field only then.
    Of a procedure `in_case` (faq_kb/cases.py) those that apply to the values given so far.
    """
    words = _words()
    included = {item.key for item in procedure.include}
    keys = [
        key
        for key in REQUESTER_FIELDS
        if key not in included and (key != LOCATION or entry in words["location_wanted"])
    ]
    # Papers last: what is to be said is at hand, they often are not.
    include = sorted(procedure.include, key=lambda item: item.type is ItemType.ATTACHMENT)
    return (
        *(_of_procedure(entry, item, words) for item in include),
        *(_of_any_request(key, words["requester"][key]) for key in keys),
        *(
            _of_any_request(key, words["requester"][key], required=False)
            for key in (REQUESTER_ROLE,)
            if key in told
        ),
        _of_any_request(NOTES, words["notes"], required=False),
    )


def fields_in_case(
    entry: str, procedure: Procedure | None, values: Mapping[str, str]
) -> tuple[RequestField, ...]:
    """What a request with these values must contain, as far as they decide it.

    Nothing where there is no procedure: an editor has removed it.
    """
    return fields_of(entry, in_case(procedure, values), values) if procedure else ()


def asked_together(key: str) -> tuple[str, ...]:
    """The keys of the items that are asked for in one message with this one, itself included."""
    groups = (tuple(group) for group in _words()["together"])
    return next((group for group in groups if key in group), (key,))


def _of_procedure(entry: str, item: IncludeItem, words: Mapping[str, Any]) -> RequestField:
    common = words["items"].get(item.key) or words["requester"].get(item.key, {})
    own = {**common, **common.get("for", {}).get(entry, {})}
    return RequestField(
        key=item.key,
        label=item.label,
        short=own.get("short", item.key.replace("_", " ")),
        type=item.type,
        required=item.required,
        question=own.get("question", "What is {label}?").format(label=item.label),
        choices=item.choices,
        from_request=own.get("from_request", False),
        told_as=own.get("receiver_label", ""),
        told_short=own.get("receiver_short", ""),
        told_choices=own.get("receiver_choices", {}),
        help=own.get("help", ""),
    )


def _of_any_request(key: str, words: Mapping[str, Any], *, required: bool = True) -> RequestField:
    return RequestField(
        key=key,
        label=words["label"],
        short=words["short"],
        type=ItemType(words["type"]),
        required=required,
        question=words["question"],
        choices=tuple(words.get("choices", ())),
        told_as=words["receiver_label"],
        help=words.get("help", ""),
    )


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = YAML(typ="safe").load(FILE)
    return words
