"""What is said of a draft that was saved: the one thing to do next first, then where it stands."""

from collections.abc import Iterable, Sequence
from typing import Any

from actions.drafting.progress import Receiver
from actions.drafting.view import DraftView, summary, title
from actions.reply.delivery_methods import DeliveryMethods
from faq_kb.answers import role_titles, service_desk_phones
from faq_kb.cases import in_case
from faq_kb.knowledge import Directory, KnowledgeBase
from faq_kb.model import Procedure, Role
from locales import Catalog
from replies import FactFormatter, PlainMarkup
from replies.markup import BETWEEN
from tickets.composing import registered_roles
from tickets.delivery.adapter import HOLDING
from tickets.delivery.registry import phrase_of
from tickets.draft import Draft, Status
from tickets.fields import RequestField
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import Recipient

SAVED = (Status.READY, Status.HANDED_OVER, Status.SUBMITTED, Status.RESOLVED)


class StandingText:
    """Words where a draft stands, and what its withdrawal means."""

    def __init__(self, catalog: Catalog, delivery_methods: DeliveryMethods) -> None:
        self._phrases: dict[str, Any] = catalog.replies.draft.model_dump()
        self._labels = catalog.labels
        self._facts = FactFormatter(catalog.labels, PlainMarkup())
        self._methods = delivery_methods

    def standing(
        self,
        draft: Draft,
        knowledge: KnowledgeBase,
        shown: DraftView,
        missing: Sequence[RequestField] = (),
    ) -> str:
        """What is left to do, and where the draft stands."""
        if draft.status is Status.RESOLVED:
            missing = ()  # nobody waits for it any more
        still = self._say("paused_missing", items=labels_of(missing)) if missing else ""
        name = "saved" if draft.status in SAVED else draft.status.value
        standing: str = self._phrases["standing"][name]
        line = standing.format(
            reference=draft.reference,
            title=title(draft, knowledge),
            missing=still,
            status=self._facts.status(summary(draft, knowledge, shown.progress)),
        )
        procedure = knowledge.procedures.get(draft.entry)
        if draft.status is Status.WITHDRAWN:
            return "\n".join(filter(None, (line, self._notices(shown, knowledge.directory))))
        if procedure is None or draft.status not in SAVED:
            return line
        first = self._next_step(draft, procedure, knowledge.directory, shown, is_whole=not missing)
        hint = shown.sign_in_hint
        lines = [
            self._not_added(draft, knowledge.directory) if shown.progress.is_addition_lost else "",
            first,
            self._say(hint, reference=draft.reference) if hint else "",
            line,
        ]
        return "\n".join(filter(None, lines))

    def ask_to_withdraw(self, title: str, draft: Draft, receivers: Sequence[Receiver]) -> str:
        """Before it is withdrawn: who has it, and what they will be told."""
        told = self._say("will_tell") if _all_told(receivers) else ""
        sent = " ".join(filter(None, (self._sent(receivers), told)))
        return self._say("ask_to_withdraw", reference=draft.reference, title=title, sent=sent)

    def withdrawn(self, title: str, draft: Draft, receivers: Sequence[Receiver]) -> str:
        """It is withdrawn; who has it nevertheless, and who tells them."""
        if receivers:
            rest = self._say("telling" if _all_told(receivers) else "please_tell")
        else:
            rest = self._say("tell_whoever") if draft.confirmed_at else ""
        sent = " ".join(filter(None, (self._sent(receivers), rest)))
        return self._say("withdrawn", reference=draft.reference, title=title, sent=sent)

    def added(self, draft: Draft, message: OutboxMessage) -> str:
        """How what is new of a request reaches whoever gets it; by its newest outbox message."""
        is_following = bool(message.snapshot and message.snapshot.addition_to)
        name = "following" if is_following else self._methods.delivery(message)
        text: str = self._phrases["added"].get(name, self._phrases["added"]["sending"])
        return text.format(reference=draft.reference)

    def _not_added(self, draft: Draft, directory: Directory) -> str:
        """What was added later could not be delivered: whom to tell."""
        return self._say("not_added", reference=draft.reference, phones=self._numbers(directory))

    def _sent(self, receivers: Iterable[Receiver]) -> str:
        """Who has the request."""
        sentences = [
            self._say("was_received", number=one.number)
            if one.number
            else self._say("was_sent", receivers=self._facts.sent_to(one.sent_to))
            for one in receivers
        ]
        return " ".join(sentences) or self._say("was_not_sent")

    def _notices(self, shown: DraftView, directory: Directory) -> str:
        """What became of word of the withdrawal."""
        states = set(shown.progress.notices)
        if states & {DeliveryState.FAILED, DeliveryState.HELD}:
            return self._say("not_told", phones=self._numbers(directory))
        return self._say("told") if states == {DeliveryState.DELIVERED} else ""

    def _next_step(
        self,
        draft: Draft,
        procedure: Procedure,
        directory: Directory,
        shown: DraftView,
        *,
        is_whole: bool,
    ) -> str:
        """The one thing to do."""
        text: str = self._phrases["handed"][self._key(draft, shown)]
        sent_to = shown.progress.sent_to
        return text.format(
            next=self._say("nothing_to_do" if is_whole else "may_be_asked"),
            people=self._people(draft, procedure, directory, shown),
            phones=self._numbers(directory),
            reference=draft.reference,
            number=draft.number,
            receivers=self._facts.sent_to(sent_to) if sent_to else "",
        )

    def _key(self, draft: Draft, shown: DraftView) -> str:
        """Which text says what to do."""
        progress = shown.progress
        if draft.status is Status.READY:
            sends = self._methods.sends(Recipient.SERVICE_DESK, signed_in=draft.signed_in)
            return "ready" if sends else "ready_outbox"
        if draft.status is Status.RESOLVED:
            return "resolved"
        if draft.status is Status.SUBMITTED:
            mailed = phrase_of(Recipient.SERVICE_DESK, "delivered")
            return mailed if progress.sent_to else "received" if draft.number else "submitted"
        if progress.message is None:
            return "kept"
        if progress.delivery == "failed":
            return "failed"
        how = "delivered" if progress.delivery == "sent" else progress.method
        return phrase_of(progress.message.recipient, how)

    def _people(
        self, draft: Draft, procedure: Procedure, directory: Directory, shown: DraftView
    ) -> str:
        """For whom the request is; where they may not be named, their roles."""
        case = in_case(procedure, draft.fields)
        registered = registered_roles(case)
        roles = self._facts.joined(
            role_titles(registered or [rule.role for rule in case.requesters], directory)
        )
        if not registered:
            return self._say("submitters", roles=roles)
        message = shown.progress.message
        if shown.progress.method == HOLDING:
            # The mail that this user is shown is for the Service Desk where nobody is named.
            is_forwarded = not any(person.email for person in shown.people)
        else:
            is_forwarded = bool(message and message.snapshot and message.snapshot.forward_to)
        if is_forwarded:
            return self._say("forwarding", roles=roles)
        titles = self._labels.roles
        people = [f"{person.name} ({titles[Role(person.role)]})" for person in shown.people]
        return self._facts.joined(people, every=True) or self._say("your_roles", roles=roles)

    def _numbers(self, directory: Directory) -> str:
        return self._facts.numbers(service_desk_phones(directory))

    def _say(self, name: str, **values: str | int) -> str:
        text: str = self._phrases[name]
        return text.format(**values)


def labels_of(missing: Sequence[RequestField]) -> str:
    """The labels of fields, in one line."""
    return BETWEEN.join(field.label for field in missing)


def _all_told(receivers: Sequence[Receiver]) -> bool:
    return bool(receivers) and all(one.is_told for one in receivers)
