"""What a request must contain: the procedure's `include` list and who asks (fields.yml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from faq_kb.model import IncludeItem, ItemType, Procedure

FILE = Path(__file__).parent / "items.yml"
REQUESTER_NAME, AGENCY, PHONE, LOCATION = "requester_name", "agency", "phone", "location"
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
    # What its receiver reads instead of `label`, where that speaks to the requester.
    told_as: str = ""
    help: str = ""

    @property
    def receiver_label(self) -> str:
        """What it is called in the request."""
        return self.told_as or self.label

    @property
    def is_of_requester(self) -> bool:
        """Whether it is about who asks, not about what is asked for."""
        return self.key in REQUESTER_FIELDS


def fields_of(entry: str, procedure: Procedure) -> tuple[RequestField, ...]:
    """Every field of a request for the entry, in the order in which they are asked.

    Of a procedure `in_case` (faq_kb/cases.py) those that apply to the values given so far.
    """
    words = _words()
    included = {field.key for field in procedure.include}
    keys = [
        key
        for key in REQUESTER_FIELDS
        if key not in included and (key != LOCATION or entry in words["location_wanted"])
    ]
    # Papers last: what is to be said is at hand, they often are not.
    include = sorted(procedure.include, key=lambda field: field.type is ItemType.ATTACHMENT)
    return (
        *(_of_procedure(entry, field, words) for field in include),
        *(_of_requester(key, words["requester"][key]) for key in keys),
    )


def _of_procedure(entry: str, field: IncludeItem, words: Mapping[str, Any]) -> RequestField:
    common = words["items"].get(field.key) or words["requester"].get(field.key, {})
    own = {**common, **common.get("for", {}).get(entry, {})}
    return RequestField(
        key=field.key,
        label=field.label,
        short=own.get("short", field.key.replace("_", " ")),
        type=field.type,
        required=field.required,
        question=own.get("question", "What is {label}?").format(label=field.label),
        choices=field.choices,
        from_request=own.get("from_request", False),
        told_as=own.get("receiver_label", ""),
        help=own.get("help", ""),
    )


def _of_requester(key: str, words: Mapping[str, Any]) -> RequestField:
    return RequestField(
        key=key,
        label=words["label"],
        short=words["short"],
        type=ItemType(words["type"]),
        required=True,
        question=words["question"],
        told_as=words["receiver_label"],
        help=words.get("help", ""),
    )


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = YAML(typ="safe").load(FILE)
    return words
