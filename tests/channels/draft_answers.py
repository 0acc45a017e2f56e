"""Every kind of answer about drafts, made as the actions make them; the people are fictional."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from actions.drafting.progress import DraftProgress, Receiver, progress_of
from actions.drafting.view import (
    DraftMessage,
    DraftView,
    RequestMail,
    draft_reply,
    list_reply,
    summary,
)
from actions.reply import TextRenderer
from actions.reply.delivery_methods import DeliveryMethods
from actions.reply.draft_text import DraftText
from actions.reply.standing_text import StandingText
from bot.channels.answer import Answer, Button
from faq_kb.answers import SAMPLE_NOTE
from faq_kb.contract import Contact, FormState, RefusedValue, SentTo
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from locales import load_catalog
from tests.support.drafts import new_draft
from tickets.composing import Destination, compose, correspondent
from tickets.draft import Draft, Status
from tickets.fields import RequestField, fields_of
from tickets.mail import eml, mailto, reachable, subject_of
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import Recipient, RequestSnapshot

CATALOG = load_catalog()
METHODS = DeliveryMethods(dict.fromkeys(Recipient, "smtp"))
TEXT, WORDS = TextRenderer(CATALOG), DraftText(CATALOG)
KEPT, SENT = StandingText(CATALOG, DeliveryMethods()), StandingText(CATALOG, METHODS)
SAID_AT = dt.datetime(2026, 11, 21, 15, 30, tzinfo=dt.UTC)
REFERENCE = "HD-4KM9XC"
RECEIVED = (Status.SUBMITTED, Status.RESOLVED)
CONFIRMED = (Status.READY, Status.HANDED_OVER, *RECEIVED)
AVERY = Contact(
    name="Avery Birch",
    role=Role.HR,
    agency="Department of Fish and Wildlife Resources",
    email="avery.birch@example.gov",
    phone="502-555-0142",
)
GIVEN = {
    "employee": "Sam *Star* Example",
    "billing_number": "42-AB",
    "requester_name": "Joe [Ray](https://example.com)",
    "agency": "Example Agency of Samples",
}
ALL = {
    **GIVEN,
    "employee": "FieldValue one\n- line two\n<b>three</b>",
    "it_role": "no",
    "completed_form": "have it",
    "phone": "502-555-0142",
}


class Drafting:
    """Makes answers about drafts of one entry."""

    def __init__(self, knowledge: KnowledgeBase, entry: str = "vpn_access") -> None:
        self.knowledge = knowledge
        self.entry = entry
        self.items = fields_of(entry, knowledge.procedures[entry])

    def draft(self, **given: Any) -> Draft:
        """A draft as the database has it; `given` replaces fields."""
        usual = {"entry": self.entry, "reference": REFERENCE, "version": 3}
        times = {"created_at": SAID_AT, "updated_at": SAID_AT}
        return new_draft(**{**usual, **times, **given})

    def item(self, key: str) -> RequestField:
        """The item of a key."""
        return next(item for item in self.items if item.key == key)

    def answer(
        self,
        draft: Draft,
        said: DraftMessage | str,
        buttons: Sequence[Button] = (),
        **shown: Any,
    ) -> Answer:
        """What `DraftConversation.say` sends."""
        said = DraftMessage(said) if isinstance(said, str) else said
        reply = draft_reply(draft, self.items, self.knowledge, DraftView(**shown), said)
        return Answer(TEXT.of(reply), reply, tuple(buttons))

    def asked(
        self,
        key: str,
        preface: str,
        buttons: Sequence[Button] = (),
        noted: Sequence[str] = (),
        **given: Any,
    ) -> Answer:
        """A question, after something said first."""
        draft = self.draft(**{"asked": key, "fields": {}, **given})
        return self.answer(
            draft, DraftMessage(preface, WORDS.question(self.item(key)), noted), buttons
        )

    def confirming(self) -> Answer:
        """The whole draft, to be confirmed."""
        draft = self.draft(fields=GIVEN)
        shown = {"people": (AVERY,), "notes": (SAMPLE_NOTE,)}
        said = DraftMessage("", WORDS.confirm(may_submit=False), ["agency"], in_full=True)
        edits = [
            Button(
                WORDS.edit_button(item, given=item.key in draft.fields),
                f"/draft_change{json.dumps({'item': item.key})}",
            )
            for item in self.items
        ]
        buttons = [plain("save"), *edits, plain("pause"), plain("cancel")]
        return self.answer(draft, said, buttons, **shown)

    def standing(
        self,
        status: Status,
        *buttons: Button,
        state: DeliveryState = DeliveryState.HELD,
        **given: Any,
    ) -> Answer:
        """Where a saved draft stands; its mail goes to the contacts."""
        own = status is Status.READY
        draft = self.draft(**{"status": status, "fields": ALL, "authorized": (AVERY,), **given})
        is_confirmed = status in CONFIRMED
        is_sent = state is not DeliveryState.HELD
        shown = DraftView(
            people=draft.authorized if is_confirmed else (),
            may_submit=own,
            progress=self.progress(draft, state, METHODS if is_sent else DeliveryMethods()),
            mail=self.mail(draft) if is_confirmed else None,
        )
        said = (SENT if is_sent else KEPT).standing(draft, self.knowledge, shown)
        return self.answer(draft, said, buttons, **vars(shown))

    def progress(
        self, draft: Draft, state: DeliveryState, methods: DeliveryMethods
    ) -> DraftProgress:
        """How far it has come, with one outbox message in that state."""
        if draft.status not in (Status.HANDED_OVER, *RECEIVED):
            return DraftProgress()
        is_submitted = draft.status in RECEIVED
        recipient = Recipient.SERVICE_DESK if is_submitted else Recipient.CONTACTS
        message = OutboxMessage(
            correlation_id=f"{draft.reference}-1",
            reference=draft.reference,
            recipient=recipient,
            state=DeliveryState.DELIVERED if is_submitted else state,
            adapter="",
            attempts=1,
            due_at=SAID_AT,
            number=draft.number,
            last_error="",
            snapshot=self.snapshot(draft).model_copy(update={"recipient": recipient}),
            created_at=SAID_AT,
            delivered_at=None,
        )
        return progress_of(draft, [message], methods, self.knowledge.directory)

    def snapshot(self, draft: Draft) -> RequestSnapshot:
        """The request for the contacts."""
        people = [correspondent(person, self.knowledge.directory) for person in draft.authorized]
        address = Destination(Recipient.CONTACTS, tuple(people))
        return compose(draft, self.items, self.knowledge, address)

    def mail(self, draft: Draft) -> RequestMail:
        """The request as an e-mail."""
        snapshot = self.snapshot(draft)
        return RequestMail(
            to=tuple(person.email for person in reachable(snapshot.to)),
            subject=subject_of(snapshot),
            mailto=mailto(snapshot),
            eml=eml(snapshot).decode(),
        )

    def withdrawing(self) -> Answer:
        """The question before what was sent is withdrawn."""
        draft = self.draft(status=Status.HANDED_OVER, fields=ALL, authorized=(AVERY,))
        shown = DraftView(
            people=draft.authorized,
            progress=self.progress(draft, DeliveryState.DELIVERED, METHODS),
            mail=self.mail(draft),
        )
        receivers = [Receiver(SentTo(count=1))]
        question = SENT.ask_to_withdraw("Get VPN access", draft, receivers)
        said = DraftMessage(question=question, asks_whole=True)
        return self.answer(draft, said, [plain("cancel"), Button("No", "/deny")], **vars(shown))


def plain(name: str) -> Button:
    """A button of the form."""
    return Button(WORDS.button(name), f"/draft_{name}")


def about(name: str, reference: str = REFERENCE, title: str = "") -> Button:
    """A button that does something with one draft."""
    return Button(title or WORDS.button(name), f"/draft_{name}{json.dumps({'draft': reference})}")


def listed(knowledge: KnowledgeBase) -> Answer:
    """Three drafts."""
    make = Drafting(knowledge).draft
    drafts = [
        make(),
        make(reference="HD-7CFHKM", status=Status.HANDED_OVER, entry="website_unblock"),
        make(reference="HD-2346RT", status=Status.SUBMITTED, entry="no_longer_there"),
    ]
    buttons = (
        about("resume" if draft.is_editable else "status", draft.reference, draft.reference)
        for draft in drafts
    )
    rows = [summary(draft, knowledge, DraftProgress()) for draft in drafts]
    reply = list_reply("", rows)
    return Answer(TEXT.of(reply), reply, tuple(buttons))


def choice(knowledge: KnowledgeBase) -> Answer:
    """A question with choices, after a value that was refused."""
    making = Drafting(knowledge, "server_hosting")
    item = making.item("need")
    buttons = [
        Button(choice, f"/draft_change{json.dumps({'item': item.key, 'value': choice})}")
        for choice in item.choices
    ]
    refused = WORDS.say("now", value="[x](https://example.com)")
    return making.asked("need", refused, buttons)


def huge(knowledge: KnowledgeBase) -> Answer:
    """A draft of which every value is as long as it may be; its text says all of them."""
    making = Drafting(knowledge, "server_hosting")
    draft = making.draft(
        fields={item.key: "\N{SNOWMAN} many words " * 300 for item in making.items}
    )
    said = DraftMessage(question=WORDS.confirm(may_submit=False), in_full=True)
    return making.answer(draft, said, [plain("save"), plain("pause"), plain("cancel")])


def form(knowledge: KnowledgeBase) -> Answer:
    """A form with a value of each kind, one that was refused, and an item that applies newly."""
    making = Drafting(knowledge, "telecommunications_move")
    first, second = making.items[:2]
    refused = RefusedValue(
        key=first.key, typed="[x](https://example.com) {{DATE()}}", reason='"{{DATE()}}" is wrong.'
    )
    fields = {"move_date": "2040-06-15", "completed_form": "have it"}
    draft = making.draft(fields=fields, skipped=("agency",))
    state = FormState(refused=[refused], added=[second.key])
    said = DraftMessage(WORDS.say("form_check"), noted=["move_date"], form=state)
    return making.answer(draft, said)


def empty_form(knowledge: KnowledgeBase, entry: str = "vpn_access", **given: Any) -> Answer:
    """A form as it is opened."""
    making = Drafting(knowledge, entry)
    said = DraftMessage(WORDS.say("form_open"), form=FormState())
    return making.answer(making.draft(**{"fields": {}, **given}), said)


def draft_answers(knowledge: KnowledgeBase) -> Iterator[tuple[str, Answer]]:
    """Every answer about drafts, by name."""
    vpn, lost = Drafting(knowledge), Drafting(knowledge, "lost_or_stolen_equipment")
    yield "draft_asked", vpn.asked("phone", "", noted=["employee"], fields=GIVEN)
    yield "draft_asked_choice", choice(knowledge)
    answers = [Button("Yes", "/affirm"), Button("No", "/deny")]
    yield "draft_asked_yes_no", lost.asked("sensitive", "Got it: lost device: laptop.", answers)
    move = Drafting(knowledge, "telecommunications_move")
    yield "draft_asked_date", move.asked("move_date", "")
    yield "draft_form", empty_form(knowledge)
    yield "draft_form_refused", form(knowledge)
    yield "draft_to_confirm", vpn.confirming()
    ready = [about("save", title="Submit to the Service Desk"), about("change"), about("cancel")]
    yield "draft_ready", vpn.standing(Status.READY, *ready)
    yield "draft_handed_over", vpn.standing(Status.HANDED_OVER)
    yield "draft_sent", vpn.standing(Status.HANDED_OVER, state=DeliveryState.DELIVERED)
    yield "draft_failed", vpn.standing(Status.HANDED_OVER, state=DeliveryState.FAILED)
    yield "draft_withdrawing", vpn.withdrawing()
    yield "draft_submitted", vpn.standing(Status.SUBMITTED, number="RITM0010042")
    yield "draft_resolved", vpn.standing(Status.RESOLVED, number="RITM0010042")
    yield "draft_withdrawn", vpn.standing(Status.WITHDRAWN)
    yield "draft_expired", vpn.standing(Status.EXPIRED, fields={}, authorized=())
    paused = vpn.draft(fields=GIVEN, asked="phone")
    text = WORDS.paused(paused, paused.missing(vpn.items), days=30)
    yield "draft_paused", vpn.answer(paused, text, [about("resume")])
    offer = WORDS.say("offer", title="Webmail", reference=REFERENCE)
    start = Button(WORDS.button("start"), '/draft_start{"entry": "webmail"}')
    yield "draft_offered", vpn.answer(paused, offer, [start], offered="webmail")
    yield "draft_list", listed(knowledge)
    yield "draft_list_empty", _none(WORDS.say("none_at_all"))
    yield "draft_not_found", _none(WORDS.say("none", reference="HD-9XCKM4"))


def _none(message: str) -> Answer:
    return Answer(message, list_reply(message))
