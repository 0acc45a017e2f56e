"""The drafts of one conversation: whose they are, which one is being filled in, how it is shown."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property

from rasa_sdk.events import SlotSet

from actions.drafting.authorities import Authorities
from actions.drafting.message_notes import with_note
from actions.drafting.progress import DraftProgress, progress_of
from actions.drafting.view import DraftMessage, DraftView, draft_reply, list_reply, request_mail
from actions.message_context import MessageContext
from actions.tracker import Events, utter
from faq_kb.answers import SAMPLE_NOTE
from faq_kb.contract import Contact
from tickets.authority import Authority, contact_with
from tickets.composing import Destination, compose, request_of
from tickets.draft import SIGNED_IN, VISITOR, Draft, Status
from tickets.events import REQUESTER
from tickets.fields import REQUESTER_ROLE, RequestField, fields_in_case, fields_of
from tickets.service import Viewer
from tickets.snapshot import Recipient, RequestSnapshot
from tickets.store import UnknownDraftError
from tickets.tag_reader import FREE
from tickets.versions import ExpectedVersion

DRAFT, DRAFT_SEEN, DRAFT_OPENING = "draft", "draft_seen", "draft_opening"
DRAFT_ANSWER, DRAFT_FORM = "draft_answer", "draft_form"
CONFIRMED = (Status.READY, Status.HANDED_OVER, Status.SUBMITTED, Status.RESOLVED)
Button = dict[str, str]


class DraftConversation:
    """What every part of the drafting needs; built for one message."""

    def __init__(self, context: MessageContext) -> None:
        self.context = context
        self.tickets = context.services.tickets
        self.words = context.services.draft_text
        self._authorities = Authorities(context)
        self._seen: int | None = None  # the version that this message itself has made

    @cached_property
    def viewer(self) -> Viewer:
        """Who writes: a signed-in user, else the browser, else this conversation itself."""
        user, tracker = self.context.user, self.context.tracker
        owner = f"{VISITOR}{user.visitor}" if user.visitor else f"conversation:{tracker.sender_id}"
        if not user.id:
            return Viewer(owner, is_service_desk=user.is_service_desk)
        before = owner if user.visitor else ""
        return Viewer(f"{SIGNED_IN}{user.id}", user.email, user.is_service_desk, before)

    @property
    def today(self) -> dt.date:
        """The date that "next Friday" is counted from."""
        return self.context.services.today()

    def fields(self, draft: Draft) -> tuple[RequestField, ...]:
        """What the draft's request must contain, as far as the values given so far decide it.

        Nothing once its procedure is gone.
        """
        procedure = self.context.knowledge.procedures.get(draft.entry)
        return fields_in_case(draft.entry, procedure, draft.fields)

    def every_field(self, draft: Draft) -> tuple[RequestField, ...]:
        """What the request may contain in any case: one message may decide the case, and more."""
        procedure = self.context.knowledge.procedures.get(draft.entry)
        return fields_of(draft.entry, procedure, (REQUESTER_ROLE,)) if procedure else ()

    def current(self) -> Draft | None:
        """The draft that the conversation fills in or showed last, if it may still be seen."""
        reference = self.context.tracker.get_slot(DRAFT)
        return self.find(str(reference)) if reference else None

    def is_own(self, draft: Draft) -> bool:
        """Whether this user is its requester."""
        return self.viewer.owns(draft)

    def is_said_last(self, draft: Draft) -> bool:
        """Whether the last thing said was about the draft."""
        return bool((self.context.last_reply.get("draft") or {}).get("id") == draft.reference)

    @property
    def is_filling_in(self) -> bool:
        """Whether the form runs."""
        return bool((self.context.tracker.active_loop or {}).get("name") == DRAFT_FORM)

    def find(self, reference: str) -> Draft | None:
        """The draft of a reference, None where there is none for this user."""
        try:
            return self.tickets.get(reference, self.viewer)
        except UnknownDraftError:
            return None

    def expected_version(self, *keys: str) -> ExpectedVersion | None:
        """What this conversation last saw of its draft, before it changes `keys`, else all."""
        version = self._seen or self.context.tracker.get_slot(DRAFT_SEEN)
        return ExpectedVersion(int(version), keys or None) if version is not None else None

    def change(self, draft: Draft, change: Callable[[Draft], None], keys: Collection[str]) -> Draft:
        """Apply the change of these keys and move on to the next question, in one step."""
        seen = self.expected_version(*keys)
        draft = self.tickets.change(draft.reference, self.moving_on(change), seen)
        self._seen = draft.version
        return draft

    def note(self, draft: Draft, values: dict[str, str], by: str) -> Draft:
        """Note values beside what this message does otherwise; the question stays."""

        def take(current: Draft) -> None:
            asked = current.asked
            self._keep_told(current, lambda: current.take(values, by))
            current.ask(asked)

        if values:
            draft = self.tickets.change(draft.reference, take, self.expected_version(*values))
            self._seen = draft.version
        return draft

    def moving_on(self, change: Callable[[Draft], None]) -> Callable[[Draft], None]:
        """The change, and then the next question: it follows from what was just given."""

        def run(current: Draft) -> None:
            self._keep_told(current, lambda: change(current))
            following = current.next_question(self.fields(current))
            current.ask(following.key if following else None)

        return run

    def _keep_told(self, draft: Draft, change: Callable[[], None]) -> None:
        """The change; what was told for items that apply no more stays in the notes."""
        before = self.fields(draft)
        change()
        keys = {field.key for field in self.fields(draft)}
        for field in before:
            value = draft.fields.get(field.key, "")
            if value and field.type in FREE and field.key not in keys and draft.is_editable:
                draft.take(with_note(draft, value), REQUESTER)

    def remember(self, draft: Draft | None) -> Events:
        """Rasa events: this draft is the conversation's, as it is now."""
        return [
            SlotSet(DRAFT, draft.reference if draft else None),
            SlotSet(DRAFT_SEEN, float(draft.version) if draft else None),
        ]

    def authority(self, draft: Draft) -> Authority:
        """Who may submit the request today."""
        return self._authorities.of(draft)

    def shown(self, draft: Draft, offered: str | None = None) -> DraftView:
        """What this user may see of the draft."""
        if draft.entry not in self.context.knowledge.procedures:
            return DraftView(offered=offered)
        found = self.authority(draft)
        stored = draft.authorized if draft.status in CONFIRMED else found.people
        notes = []
        if stored and not self.context.people.may_see:
            notes.append(self.context.people.withheld_note)
        elif stored and self.context.services.registry.agencies().sample:
            notes.append(SAMPLE_NOTE)
        people = stored if self.context.people.may_see else ()
        is_confirmed = draft.status in CONFIRMED
        named = draft.authorized if people else ()  # never those whom the user may not see
        mail = request_mail(self.request_of(draft, named)) if is_confirmed else None
        progress = self.progress(draft)
        return DraftView(
            people=people,
            may_submit=found.requester_may_submit,
            mail=mail,
            progress=progress,
            sign_in_hint=self._sign_in_hint(draft, progress),
            notes=notes,
            offered=offered,
        )

    def may_submit(self, draft: Draft) -> bool:
        """Whether this user may send the confirmed request to the Service Desk."""
        listed = contact_with(self.viewer.email, draft.authorized)
        return bool(listed or (self.is_own(draft) and self.authority(draft).requester_may_submit))

    def progress(self, draft: Draft) -> DraftProgress:
        """How far what was handed over has come."""
        if draft.is_editable:
            return DraftProgress()
        messages = self.tickets.messages(draft.reference)
        methods = self.context.services.delivery_methods
        return progress_of(draft, messages, methods, self.context.knowledge.directory)

    def adopted(self, draft: Draft) -> Draft:
        """The draft as the user's own, where it was begun in this browser before signing in."""
        viewer = self.viewer
        if not viewer.before_sign_in or draft.owner != viewer.before_sign_in:
            return draft
        return self.tickets.change(
            draft.reference, lambda current: current.adopt(viewer.owner, viewer.email)
        )

    def say(
        self,
        draft: Draft,
        said: DraftMessage | str,
        buttons: list[Button] | None = None,
        offered: str | None = None,
    ) -> Events:
        """Utter a message about the draft, with the draft; it is then the conversation's."""
        said = DraftMessage(said) if isinstance(said, str) else said
        shown = self.shown(draft, offered)
        reply = draft_reply(draft, self.fields(draft), self.context.knowledge, shown, said)
        utter(self.context.dispatcher, reply, self.context.services.text.of(reply), buttons)
        # Nothing that was asked before is answered by what follows.
        return [*self.remember(draft), SlotSet(DRAFT_OPENING, None)]

    def say_not_found(self, reference: str = "") -> Events:
        """There is no such draft for this user; without a reference, the one talked about ended."""
        name = "none" if reference else "no_draft"
        reply = list_reply(self.words.say(name, reference=reference))
        utter(self.context.dispatcher, reply, reply.message)
        return [] if reference else self.remember(None)

    def request_of(self, draft: Draft, people: Sequence[Contact]) -> RequestSnapshot:
        """The request for its receivers; contacts get the link that opens the draft for them."""
        found = replace(self.authority(draft), people=tuple(people))
        return request_of(draft, self.context.knowledge, found, self.context.services.public_url)

    def request(self, draft: Draft, destination: Destination) -> RequestSnapshot:
        """The request as its receiver gets it."""
        return compose(
            draft,
            self.fields(draft),
            self.context.knowledge,
            destination,
            role_is_listed=self.authority(draft).role_is_listed,
        )

    def _sign_in_hint(self, draft: Draft, progress: DraftProgress) -> str:
        """Which text says that what stays here would be sent for who has signed in."""
        methods, user = self.context.services.delivery_methods, self.context.user
        desk = Recipient.SERVICE_DESK
        is_ready = draft.status is Status.READY and not draft.signed_in
        would_leave = is_ready and methods.sends(desk, signed_in=True)
        waits = would_leave and not methods.sends(desk, signed_in=False)
        if not (progress.awaits_sign_in or waits):
            return ""
        if user.id:
            return "submit_now"
        return "sign_in_to_send" if self.context.services.sign_in and user.can_sign_in else ""

    def rewritten(self, draft: Draft, sent: RequestSnapshot) -> RequestSnapshot:
        """The request of today for whoever gets the one that was handed over."""
        to = Destination(sent.recipient, sent.to, sent.link, sent.forward_to, sent.submitter)
        return self.request(draft, to)
