"""What the assistant says about draft tickets: the `message` and `question` of their replies."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from actions.drafting.shown import Shown
from actions.reply.handing import KEPT, Handing
from faq_kb.answers import phone, role_titles, service_desk_phones
from faq_kb.contract import DraftDelivery, DraftStatus
from faq_kb.knowledge import Directory, KnowledgeBase
from faq_kb.model import Procedure, Role
from locales import Catalog
from replies import FactFormatter, PlainMarkup
from replies.facts import BETWEEN
from tickets.document import Recipient
from tickets.draft import Draft, Status
from tickets.items import Item
from tickets.outbox import Entry
from tickets.quota import Rate
from tickets.values import Refusal


class DraftText:
    """Words what becomes of a draft; the draft itself is written from the reply."""

    def __init__(self, catalog: Catalog, handing: Handing) -> None:
        self._phrases: dict[str, Any] = catalog.replies.draft.model_dump()
        self._labels = catalog.labels
        self._facts = FactFormatter(catalog.labels, PlainMarkup())
        self._handing = handing

    def say(self, name: str, **values: str | int) -> str:
        """A sentence of the catalog."""
        text: str = self._phrases[name]
        return text.format(**values)

    def button(self, name: str) -> str:
        """Title of a button."""
        title: str = self._phrases["button"][name]
        return title

    def edit_button(self, item: Item, *, given: bool) -> str:
        """Title of the button that changes or adds an item."""
        return self.button("edit" if given else "add").format(item=item.short)

    def question(self, item: Item) -> str:
        """What is asked for an item."""
        if not item.choices:
            return item.question
        return f"{item.question} {self.say('choices', choices=self._facts.joined(item.choices))}"

    def refusal(self, refusal: Refusal) -> str:
        """Why a value cannot be taken, and what to give instead."""
        text: str = self._phrases["refusal"][refusal.reason]
        return text.format(shown=refusal.shown, **refusal.data)

    def opening(
        self, how: StrEnum, draft: Draft, items: Sequence[Item], knowledge: KnowledgeBase
    ) -> str:
        """How the draft came up, and what is known already."""
        title = knowledge.procedures[draft.entry].title
        opening = self._phrases["opening"][how].format(reference=draft.reference, title=title)
        is_complete = not draft.next_question(items)  # then the summary follows
        known = _values(draft.fields, items) if not is_complete else ""
        hint = [self.say("hint")] if how == "new" else []
        so_far = [self.say("known", values=known)] if known else []
        return "\n".join([opening, *so_far, *hint])

    def not_yet(self, missing: Sequence[Item]) -> str:
        """What is needed before it can be saved."""
        return self.say("not_yet", items=_labels(missing))

    def confirm(self, *, may_submit: bool) -> str:
        """What to say when everything is right."""
        return self.say("confirm_own" if may_submit else "confirm_other")

    def standing(
        self,
        draft: Draft,
        knowledge: KnowledgeBase,
        shown: Shown,
        missing: Sequence[Item] = (),
        parcel: Entry | None = None,
    ) -> str:
        """Where the draft stands; `parcel`: its latest hand-over."""
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
        if procedure and draft.status is Status.HANDED_OVER and parcel:
            # The one thing to do comes first.
            handed = self._handed(draft, procedure, knowledge.directory, shown, parcel)
            lines = [standing, handed] if shown.delivery == "sent" else [handed, standing]
        return "\n".join(lines)

    def paused(self, draft: Draft, missing: Sequence[Item], days: int) -> str:
        """It is kept as it is."""
        still = self.say("paused_missing", items=_labels(missing)) if missing else ""
        return self.say("paused", reference=draft.reference, missing=still, days=days)

    def too_many(self, draft: Draft, rate: Rate, directory: Directory) -> str:
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
        shown: Shown,
        parcel: Entry,
    ) -> str:
        """How it reaches its receiver, and whether it has; first of all what is left to do."""
        way = self._handing.way(draft, parcel)
        kind = f"{parcel.recipient}_{'delivered' if shown.delivery == 'sent' else way}"
        forwarded = bool(parcel.document and parcel.document.forward_to)
        if parcel.recipient is Recipient.CONTACTS and way == KEPT:
            # Whom the mail shown to this user is for: they may not be told the contacts.
            forwarded = not any(person.email for person in shown.people)
        roles = self._facts.joined(role_titles([r.role for r in procedure.requesters], directory))
        people = self.say("forwarding", roles=roles) if forwarded else self._people(shown)
        text: str = self._phrases["handed"]["dead" if shown.delivery == "failed" else kind]
        return text.format(
            people=people or roles,
            phones=self._facts.numbers(service_desk_phones(directory)),
            reference=draft.reference,
        )

    def _people(self, shown: Shown) -> str:
        titles = self._labels.roles
        people = [f"{person.name} ({titles[Role(person.role)]})" for person in shown.people]
        return self._facts.joined(people, every=True)


def _values(values: Mapping[str, str], items: Sequence[Item]) -> str:
    return "; ".join(
        f"{item.short}: {_shortened(values[item.key])}" for item in items if item.key in values
    )


def _shortened(value: str, longest: int = 120) -> str:
    line = " ".join(value.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _labels(items: Sequence[Item]) -> str:
    return "; ".join(item.label for item in items)
