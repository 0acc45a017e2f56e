"""What the assistant says about draft tickets: the `message` and `question` of their replies."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from actions.drafting.view import DraftView
from actions.reply.delivery_methods import DeliveryMethods
from faq_kb.answers import phone, role_titles, service_desk_phones
from faq_kb.cases import in_case
from faq_kb.contract import DraftDelivery, DraftStatus
from faq_kb.knowledge import Directory, KnowledgeBase
from faq_kb.model import Procedure, Role
from locales import Catalog
from replies import FactFormatter, PlainMarkup
from replies.facts import BETWEEN
from tickets.composing import registered_roles
from tickets.delivery.adapter import HOLDING
from tickets.delivery.registry import phrase_of
from tickets.draft import Draft, Status
from tickets.fields import RequestField
from tickets.outbox import OutboxMessage
from tickets.quota import DraftRate
from tickets.snapshot import Recipient
from tickets.values import InvalidValue


class DraftText:
    """Words what becomes of a draft; the draft itself is written from the reply."""

    def __init__(self, catalog: Catalog, delivery_methods: DeliveryMethods) -> None:
        self._phrases: dict[str, Any] = catalog.replies.draft.model_dump()
        self._labels = catalog.labels
        self._facts = FactFormatter(catalog.labels, PlainMarkup())
        self._methods = delivery_methods

    def say(self, name: str, **values: str | int) -> str:
        """A sentence of the catalog."""
        text: str = self._phrases[name]
        return text.format(**values)

    def button(self, name: str) -> str:
        """Title of a button."""
        return str(self._phrases["button"][name])

    def edit_button(self, field: RequestField, *, given: bool) -> str:
        """Title of the button that changes or adds a field."""
        return self.button("edit" if given else "add").format(item=field.short)

    def question(self, field: RequestField) -> str:
        """What is asked for an field."""
        if not field.choices:
            return field.question
        return f"{field.question} {self.say('choices', choices=self._facts.joined(field.choices))}"

    def refusal(self, invalid: InvalidValue) -> str:
        """Why a value cannot be taken, and what to give instead."""
        return str(self._phrases["refusal"][invalid.reason]).format(
            shown=invalid.shown, **invalid.data
        )

    def opening(
        self, how: StrEnum, draft: Draft, fields: Sequence[RequestField], knowledge: KnowledgeBase
    ) -> str:
        """How the draft came up, and what is known already."""
        title = knowledge.procedures[draft.entry].title
        opening = self._phrases["opening"][how].format(reference=draft.reference, title=title)
        is_complete = not draft.next_question(fields)  # then the summary follows
        known = _values(draft.fields, fields) if not is_complete else ""
        hint = [self.say("hint")] if how == "new" else []
        so_far = [self.say("known", values=known)] if known else []
        return "\n".join([opening, *so_far, *hint])

    def not_yet(self, missing: Sequence[RequestField]) -> str:
        """What is needed before it can be saved."""
        return self.say("not_yet", items=_labels(missing))

    def confirm(self, *, may_submit: bool) -> str:
        """What to say when everything is right."""
        return self.say("confirm_own" if may_submit else "confirm_other")

    def standing(
        self,
        draft: Draft,
        knowledge: KnowledgeBase,
        shown: DraftView,
        missing: Sequence[RequestField] = (),
        message: OutboxMessage | None = None,
    ) -> str:
        """Where the draft stands; `message`: its newest outbox message."""
        procedure = knowledge.procedures.get(draft.entry)
        still = self.say("paused_missing", items=_labels(missing)) if missing else ""
        number = self.say("number", number=draft.number) if draft.number else ""
        text: str = self._phrases["standing"][draft.status]
        standing = text.format(
            reference=draft.reference,
            title=procedure.title if procedure else draft.entry,
            missing=still,
            number=number,
            status=self._status(draft.status.value, shown.delivery),
        )
        lines = [standing]
        if procedure and draft.status is Status.HANDED_OVER and message:
            # The one thing to do comes first.
            handed = self._handed(draft, procedure, knowledge.directory, shown, message)
            lines = [standing, handed] if shown.delivery == "sent" else [handed, standing]
        return "\n".join(lines)

    def paused(self, draft: Draft, missing: Sequence[RequestField], days: int) -> str:
        """It is kept as it is."""
        still = self.say("paused_missing", items=_labels(missing)) if missing else ""
        return self.say("paused", reference=draft.reference, missing=still, days=days)

    def too_many(self, draft: Draft, rate: DraftRate, directory: Directory) -> str:
        """No more drafts are taken for now."""
        hours = max(1, round(rate.within.total_seconds() / 3600))
        return self.say(
            "too_many",
            reference=draft.reference,
            amount=rate.amount,
            hours=hours,
            phones=self._facts.numbers(service_desk_phones(directory)),
        )

    def ask_to_withdraw(self, title: str, draft: Draft, reached: int) -> str:
        """Before what is confirmed is thrown away; `reached`: how many people were sent it."""
        name = "ask_to_withdraw_sent" if reached else "ask_to_withdraw"
        people = self._contacts(reached)
        return self.say(name, reference=draft.reference, title=title, people=people)

    def withdrawn(self, title: str, draft: Draft, reached: int) -> str:
        """It is withdrawn, and who has it nevertheless."""
        if reached:
            name = "withdrawn_sent"
        else:
            name = "withdrawn" if draft.confirmed_at is None else "withdrawn_confirmed"
        people = self._contacts(reached)
        return self.say(name, reference=draft.reference, title=title, people=people)

    def _contacts(self, count: int) -> str:
        return self.say("one_person" if count == 1 else "people", count=count)

    def _status(self, status: DraftStatus, delivery: DraftDelivery | None) -> str:
        return self._labels.delivery[delivery] if delivery else self._labels.status[status]

    def call_first(self, procedure: Procedure, directory: Directory) -> str:
        """Whom to call before anything is written."""
        numbers = [phone(key, directory) for key in procedure.phones]
        phones = BETWEEN.join(self._facts.fact("phones", numbers))
        return "\n".join([self.say("called_yourself", phones=phones), self.say("call_first")])

    def _handed(
        self,
        draft: Draft,
        procedure: Procedure,
        directory: Directory,
        shown: DraftView,
        message: OutboxMessage,
    ) -> str:
        """How it reaches its receiver, and whether it has; first of all what is left to do."""
        method, recipient = self._methods.method(draft, message), message.recipient
        key = phrase_of(recipient, "delivered" if shown.delivery == "sent" else method)
        forwarded = bool(message.snapshot and message.snapshot.forward_to)
        if recipient is Recipient.CONTACTS and method == HOLDING:
            # Whom the mail shown to this user is for: they may not be told the contacts.
            forwarded = not any(person.email for person in shown.people)
        case = in_case(procedure, draft.fields)
        registered = registered_roles(case)
        roles = role_titles(registered or [rule.role for rule in case.requesters], directory)
        name = "forwarding" if forwarded and registered else "submitters"
        people = "" if forwarded else self._people(shown)
        text: str = self._phrases["handed"]["failed" if shown.delivery == "failed" else key]
        return text.format(
            people=people or self.say(name, roles=self._facts.joined(roles)),
            phones=self._facts.numbers(service_desk_phones(directory)),
            reference=draft.reference,
        )

    def _people(self, shown: DraftView) -> str:
        titles = self._labels.roles
        people = [f"{person.name} ({titles[Role(person.role)]})" for person in shown.people]
        return self._facts.joined(people, every=True)


def _values(values: Mapping[str, str], fields: Sequence[RequestField]) -> str:
    return "; ".join(
        f"{field.short}: {_shortened(values[field.key])}" for field in fields if field.key in values
    )


def _shortened(value: str, longest: int = 120) -> str:
    line = " ".join(value.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _labels(fields: Sequence[RequestField]) -> str:
    return "; ".join(field.label for field in fields)
