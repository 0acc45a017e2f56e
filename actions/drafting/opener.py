"""Open a draft: with everything said so far, after a call where one comes first, never twice."""

import json
from enum import StrEnum
from typing import NamedTuple

from rasa_sdk.events import FollowupAction, SlotSet

from actions.drafting.conversation import (
    DRAFT_FORM,
    DRAFT_OPENING,
    Button,
    DraftConversation,
)
from actions.drafting.earlier_messages import EarlierMessages
from actions.tracker import CURRENT_ENTRY, Events, utter
from faq_kb.answers import facet_reply, procedure_reply
from faq_kb.contract import FacetReply, ProcedureReply
from tickets.composing import procedure_version
from tickets.draft import Draft

# In the slot of the opening: what the user was told or offered last, with its entry.
CALL_FIRST, OFFER = "call_first:", "offer:"


class OpeningKind(StrEnum):
    """How a draft came up."""

    NEW = "new"
    EXISTING = "existing"
    RESUMED = "resumed"
    FORM = "form"  # by a button of its form


class OpenedDraft(NamedTuple):
    """A draft to go on with, and how it came up."""

    draft: Draft
    how: OpeningKind
    # Keys of what was noted on the way.
    noted: tuple[str, ...] = ()

    @property
    def opening(self) -> str:
        """What the slot of the opening keeps of it for the form."""
        return ":".join((self.how.value, *self.noted))


class DraftOpener:
    """Begins drafts."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context

    def start(self, entry: str) -> Events:
        """Open a draft outside the form, which asks on; a call may have to come first."""
        procedure = self.context.knowledge.procedures[entry]
        if procedure.call_first and not self.has_heard_to_call(entry):
            return self._call_first(entry)
        return self.go_on(self.open(entry))

    def open(self, entry: str, *, another: bool = False) -> OpenedDraft:
        """A draft of the entry: the one that is open already, unless another one is wanted."""
        procedure = self.context.knowledge.procedures[entry]
        values = EarlierMessages(self.context).values(entry, procedure)
        viewer, tickets = self.drafts.viewer, self.drafts.tickets
        if not another and (twin := tickets.similar(viewer.owner, entry, values)):
            return OpenedDraft(twin, OpeningKind.EXISTING)
        draft = Draft(
            reference="",
            entry=entry,
            procedure_version=procedure_version(procedure),
            owner=viewer.owner,
            conversation=self.context.tracker.sender_id,
            fields=values,
            email=viewer.email,
        )
        return OpenedDraft(tickets.start(draft), OpeningKind.NEW)

    def go_on(self, opened: OpenedDraft) -> Events:
        """Hand the draft to the form; one that is no longer filled in is shown with a way on."""
        draft = opened.draft
        is_asked_anew = opened.how is OpeningKind.RESUMED and draft.is_being_filled_in
        if not (draft.is_editable or is_asked_anew):
            standing = self.context.services.standing_text
            missing = draft.missing(self.drafts.fields(draft))
            shown = self.drafts.shown(draft)
            text = standing.standing(draft, self.context.knowledge, shown, missing)
            another = self.button(draft.entry, another=True)
            return self.drafts.say(draft, text, [another])
        return [
            SlotSet(CURRENT_ENTRY, draft.entry),
            *self.drafts.remember(draft),
            SlotSet(DRAFT_OPENING, opened.opening),
            FollowupAction(DRAFT_FORM),
        ]

    def offer_another(self, entry: str, current: Draft) -> Events:
        """Another request came up while one is filled in: say so, keep the first."""
        title = self.context.knowledge.procedures[entry].title
        text = self.drafts.words.say("offer", title=title, reference=current.reference)
        events = self.drafts.say(current, text, [self.button(entry)], offered=entry)
        return [*events, SlotSet(DRAFT_OPENING, f"{OFFER}{entry}")]

    def offered(self) -> str | None:
        """The entry of the second draft that was offered last."""
        opening = str(self.context.tracker.get_slot(DRAFT_OPENING) or "")
        return opening.removeprefix(OFFER) if opening.startswith(OFFER) else None

    def has_heard_to_call(self, entry: str) -> bool:
        """Whether the user was told, last, to call before anything is written."""
        return bool(self.context.tracker.get_slot(DRAFT_OPENING) == f"{CALL_FIRST}{entry}")

    def button(self, entry: str, *, another: bool = False) -> Button:
        """A button that opens a draft for the entry."""
        data = {"entry": entry, "item": "another"} if another else {"entry": entry}
        title = self.drafts.words.button("another" if another else "start")
        return {"title": title, "payload": f"/draft_start{json.dumps(data)}"}

    def _call_first(self, entry: str) -> Events:
        """The numbers to call before anything is written; the whole procedure, if it is new."""
        knowledge = self.context.knowledge
        is_known = self.context.tracker.get_slot(CURRENT_ENTRY) == entry
        reply: FacetReply | ProcedureReply = (
            facet_reply(knowledge, entry, "phones")
            if is_known
            else procedure_reply(knowledge, entry, confidence=1.0)
        )
        said = reply.model_copy(update={"message": self.drafts.words.say("call_first")})
        button = self.button(entry) | {"title": self.drafts.words.button("called")}
        utter(self.context.dispatcher, said, self.context.services.text.of(said), [button])
        return [SlotSet(CURRENT_ENTRY, entry), SlotSet(DRAFT_OPENING, f"{CALL_FIRST}{entry}")]
