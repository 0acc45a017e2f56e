"""What is said about draft tickets, in the words of phrases.yml."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from actions.drafting.shown import Mail, Shown
from actions.reply import words
from actions.reply.handing import KEPT, Handing
from faq_kb.answers import role_titles, send_to
from faq_kb.contract import DraftDelivery, DraftStatus, DraftSummary
from faq_kb.knowledge import Directory, KnowledgeBase
from faq_kb.model import Procedure
from locales import Labels
from tickets.document import Recipient
from tickets.draft import Draft, Status
from tickets.items import Item
from tickets.outbox import Entry
from tickets.quota import Rate
from tickets.values import Refusal


class DraftText:
    """Renders everything about drafts; `text` alone must be enough."""

    def __init__(self, phrases: Mapping[str, Any], labels: Labels, handing: Handing) -> None:
        self._phrases = phrases
        self._labels = labels
        self._handing = handing

    def say(self, name: str, **values: str | int) -> str:
        """A sentence of phrases.yml."""
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
        return f"{item.question} {self.say('choices', choices=words.joined(item.choices))}"

    def refusal(self, refusal: Refusal) -> str:
        """Why a value cannot be taken, and what to give instead."""
        text: str = self._phrases["refusal"][refusal.reason]
        return text.format(shown=refusal.shown, **refusal.data)

    def noted(self, values: Mapping[str, str], items: Sequence[Item]) -> str:
        """What has just been taken down."""
        return self.say("noted", values=_values(values, items))

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

    def summary(
        self,
        draft: Draft,
        items: Sequence[Item],
        shown: Shown,
        knowledge: KnowledgeBase,
        *,
        ask: bool = True,
    ) -> str:
        """Every field, what is missing, who may submit; `ask` for the confirmation."""
        procedure, directory = knowledge.procedures[draft.entry], knowledge.directory
        lines = [self.say("summary", reference=draft.reference, title=procedure.title)]
        lines += [
            f"- {item.short}: {draft.fields[item.key]}"
            for item in items
            if item.key in draft.fields
        ]
        if missing := draft.missing(items):
            lines.append(self.say("missing", items=_labels(missing)))
        optional = [i for i in items if not i.required and i.key not in draft.fields]
        if optional:
            lines.append(self.say("may_add", items=_labels(optional)))
        lines += self._submitters(draft, procedure, directory, shown)
        if ask:
            lines.append(self.say("confirm_own" if shown.may_submit else "confirm_other"))
        return "\n".join(lines)

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
        if procedure and draft.status in (Status.READY, Status.HANDED_OVER):
            addresses = words.addresses(
                [send_to(key, knowledge.directory) for key in procedure.send_to],
                knowledge.directory,
            )
            lines += [self.say("send_to", addresses=addresses)] if addresses else []
            lines += shown.notes
            lines += [self._mail(shown.mail)] if shown.mail else []
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
            phones=words.service_desk_phones(directory),
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
        """Whom to call before anything is written, and the steps."""
        steps = " ".join(f"{number}. {step}" for number, step in enumerate(procedure.steps, 1))
        phones = words.phones(procedure, directory)
        return "\n".join(
            [self.say("called_yourself", phones=phones), steps, self.say("call_first")]
        )

    def listed(self, drafts: Sequence[DraftSummary]) -> str:
        """The user's drafts, a line each."""
        if not drafts:
            return self.say("none_at_all")
        lines = [
            self.say(
                "line",
                reference=draft.id,
                title=draft.title,
                status=self._status(draft.status, draft.delivery),
            )
            for draft in drafts
        ]
        return "\n".join([self.say("listed"), *lines])

    def _mail(self, mail: Mail) -> str:
        addresses = words.joined(mail.to, "and")
        to = self.say("mail_to", addresses=addresses) if mail.to else ""
        return self.say("mail", to=to, subject=mail.subject)

    def _submitters(
        self, draft: Draft, procedure: Procedure, directory: Directory, shown: Shown
    ) -> list[str]:
        roles = words.requesters(procedure, directory)
        lines = [self.say("submitters", roles=roles)] if roles else []
        if shown.may_submit:
            lines.append(self.say("yourself"))
        elif shown.people:
            people = _people(shown, directory)
            lines.append(self.say("at_agency", agency=draft.agency, people=people))
        return [*lines, *shown.notes]

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
        roles = words.joined(role_titles([r.role for r in procedure.requesters], directory))
        people = self.say("forwarding", roles=roles) if forwarded else _people(shown, directory)
        text: str = self._phrases["handed"]["dead" if shown.delivery == "failed" else kind]
        return text.format(
            people=people or roles,
            phones=words.service_desk_phones(directory),
            reference=draft.reference,
        )


def _values(values: Mapping[str, str], items: Sequence[Item]) -> str:
    return "; ".join(
        f"{item.short}: {_shortened(values[item.key])}" for item in items if item.key in values
    )


def _shortened(value: str, longest: int = 120) -> str:
    line = " ".join(value.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _labels(items: Sequence[Item]) -> str:
    return "; ".join(item.label for item in items)


def _people(shown: Shown, directory: Directory) -> str:
    titles = {role.value: info.title for role, info in directory.roles.items()}
    return words.joined(
        [f"{person.name} ({titles.get(person.role, person.role)})" for person in shown.people],
        "and",
    )
