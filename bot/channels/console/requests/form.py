"""The form of a request for a caller: what applies in the case so far, and what each value is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.console.requests.schemas import FieldGroup, RequestFieldBody, RequestForm
from bot.channels.posted_form import masked_value
from common.clock import Clock
from contacts.registry import ContactRegistry
from faq_kb.cases import YES_NO, in_case
from faq_kb.contract import NOTES
from faq_kb.model import ItemType, Procedure
from locales import Catalog
from tickets.fields import AGENCY, RequestField, fields_of
from tickets.form import CheckedValues
from tickets.values import InvalidValue, excerpt

# What a paper is answered with.
PAPER = ("yes", "not yet")
MOST_NAMED = 3


class UnknownFieldError(ValueError):
    """The procedure asks for nothing of that name in any case; the message has the names."""


@dataclass
class CheckedRequest:
    """Values of a request, checked: `fields` are those that apply to them."""

    entry: str
    procedure: Procedure
    fields: tuple[RequestField, ...]
    checked: CheckedValues
    # The values as they were typed, without secrets.
    typed: Mapping[str, str]
    # Why values are refused, by the key of the field.
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """What is taken of the fields that apply."""
        return {
            one.key: self.checked.values[one.key]
            for one in self.fields
            if one.key in self.checked.values
        }

    @property
    def missing(self) -> list[str]:
        """Labels of the required fields without a value."""
        values = self.values
        return [label_of(one) for one in self.fields if one.required and one.key not in values]


class RequestForms:
    """Checks what was filled in, as the chat does with a form."""

    def __init__(self, registry: ContactRegistry, catalog: Catalog, clock: Clock) -> None:
        self._registry, self._clock = registry, clock
        self._refusals = catalog.replies.draft.refusal
        self._words = catalog.console.requests

    def check(self, entry: str, procedure: Procedure, values: Mapping[str, str]) -> CheckedRequest:
        """The values so far, each checked by the type of its field.

        One of a field that does not apply is neither taken nor refused. Raises UnknownFieldError.
        """
        known = {one.key: one for one in fields_of(entry, procedure)}
        if unknown := [excerpt(key) for key in values if key not in known]:
            raise UnknownFieldError(", ".join(unknown[:MOST_NAMED]))
        typed = {key: masked_value(text).text for key, text in values.items()}
        checked = CheckedValues()
        checked.check({known[key]: text for key, text in typed.items()}, self._read)
        fields = fields_of(entry, in_case(procedure, checked.values))
        keys = {one.key for one in fields}
        reasons = {
            one.field.key: self._reason(one.reason)
            for one in checked.refused
            if one.field.key in keys
        }
        return CheckedRequest(entry, procedure, fields, checked, typed, reasons)

    def body(self, request: CheckedRequest) -> RequestForm:
        """The form as the page shows it: what is refused stays as it was typed."""
        return RequestForm(
            entry=request.entry,
            title=request.procedure.title,
            fields=[self._field(one, request) for one in request.fields],
        )

    def _read(self, one: RequestField, typed: str) -> str:
        """The value of a field. Raises InvalidValue."""
        if one.key != AGENCY:
            return one.check(typed, self._clock.today())
        agencies = self._registry.agencies()
        if exact := agencies.named(typed):
            return exact.name
        found = [agencies.by_id[number] for number in agencies.finder.find(typed, asked=True)]
        if len(found) == 1:
            return found[0].name
        names = ", ".join(agency.name for agency in found or agencies.search.near(typed))
        raise InvalidValue("agency_unclear" if found else "agency_unknown", typed, choices=names)

    def _reason(self, invalid: InvalidValue) -> str:
        """Why a value cannot be taken, and what to give instead."""
        phrase = self._words.agency_unknown
        if invalid.reason != "agency_unknown":
            phrase = self._refusals[invalid.reason]
        return phrase.format(shown=invalid.shown, **invalid.data)

    def _field(self, one: RequestField, request: CheckedRequest) -> RequestFieldBody:
        key, checked = one.key, request.checked
        is_taken = key in checked.values
        passed_over = PAPER[1] if key in checked.skipped else ""
        typed = request.typed.get(key, "") if key in request.reasons else passed_over
        return RequestFieldBody(
            key=key,
            label=label_of(one),
            question=one.question,
            help=one.help,
            type=one.type.value,
            choices=_choices(one),
            required=one.required,
            value=checked.values[key] if is_taken else typed,
            refused=request.reasons.get(key),
            group=_group(one),
        )


def label_of(one: RequestField) -> str:
    """What a field is called for who is not its requester, with a capital."""
    heading = one.receiver_label if one.is_of_requester else one.receiver_heading
    return heading[:1].upper() + heading[1:]


def _choices(one: RequestField) -> list[str]:
    if one.type is ItemType.YES_NO:
        return [*YES_NO]
    return [*PAPER] if one.type is ItemType.ATTACHMENT else [*one.choices]


def _group(one: RequestField) -> FieldGroup:
    if one.key == NOTES:
        return "notes"
    return "caller" if one.is_of_requester else "request"
