"""What the form says: the next question, or the whole draft when nothing is left to ask."""

import json
from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.drafting.conversation import (
    DRAFT_ANSWER,
    DRAFT_OPENING,
    Button,
    DraftConversation,
)
from actions.drafting.earlier_messages import EarlierMessages
from actions.drafting.opener import OFFER, OpeningKind
from actions.drafting.view import DraftMessage
from actions.tracker import Events
from faq_kb.contract import DraftSuggestion
from faq_kb.model import ItemType
from tickets.draft import Draft
from tickets.fields import RequestField, asked_together
from tickets.snapshot import Recipient


class DraftQuestions:
    """Utters for the form; each method returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.words = drafts.words

    def asked(self, draft: Draft) -> RequestField | None:
        """The field that the draft waits for; None while the summary is to be confirmed."""
        return next(
            (field for field in self.drafts.fields(draft) if field.key == draft.asked), None
        )

    def answered(self, draft: Draft) -> RequestField | None:
        """The field that the user was asked for last, which is what a message may answer.

        A message that is read a second time, since its first turn was cut short, finds the draft
        at the next question already, which it does not answer.
        """
        reply = self.drafts.context.last_reply
        if (reply.get("draft") or {}).get("id") != draft.reference:
            return self.asked(draft)
        key = reply.get("asked")
        return next((field for field in self.drafts.fields(draft) if field.key == key), None)

    def present(self, draft: Draft, how: OpeningKind | None, noted: Sequence[str] = ()) -> Events:
        """Show the draft on entering the form; `how` is None on the way back from an answer.

        `noted`: keys of what was taken on the way here.
        """
        if how is None:
            # A second draft that was offered just now is still to be answered.
            opening = str(self.drafts.context.tracker.get_slot(DRAFT_OPENING) or "")
            offered = opening if opening.startswith(OFFER) else None
            return [*self._come_back(draft, noted), SlotSet(DRAFT_OPENING, offered)]
        fields = self.drafts.fields(draft)
        asked = self.asked(draft) or draft.next_question(fields)
        key = asked.key if asked else None
        if key != draft.asked:
            draft = self.drafts.tickets.change(draft.reference, lambda current: current.ask(key))
        preface = self.words.opening(how, draft, fields, self.drafts.context.knowledge)
        if asked and asked.key in draft.fields:
            preface = f"{preface}\n{self.words.say('now', value=draft.fields[asked.key])}"
        return [*self.go_on(draft, preface, noted), SlotSet(DRAFT_OPENING, None)]

    def _come_back(self, draft: Draft, noted: Sequence[str]) -> Events:
        """What the draft waits for, without saying all of it again."""
        if asked := self.asked(draft):
            back = self.words.say("back_to", reference=draft.reference)
            return self.ask(draft, asked, back, noted)
        question = self.words.say("back_to_confirm", reference=draft.reference)
        return self.say(
            draft,
            DraftMessage(question=question, noted=noted),
            self._plain_buttons("save", "show", "pause"),
        )

    def go_on(self, draft: Draft, preface: str, noted: Sequence[str] = ()) -> Events:
        """The question that the draft waits for, else the summary with what can be done."""
        if asked := self.asked(draft):
            if suggestion := self._said(draft, asked):
                return self.suggest(draft, suggestion, noted, preface)
            return self.ask(draft, asked, preface, noted)
        may_submit = self.drafts.shown(draft).may_submit
        question = self.words.confirm(may_submit=may_submit, sends=self._sends(draft))
        save, *others = self._plain_buttons("save", "pause", "cancel")
        buttons = [save, *self.edit_buttons(draft), *others]
        said = DraftMessage(preface, question, noted, in_full=True)
        return self.say(draft, said, buttons)

    def _sends(self, draft: Draft) -> bool:
        """Whether contacts are e-mailed the request once it is confirmed."""
        methods = self.drafts.context.services.delivery_methods
        if not methods.sends(Recipient.CONTACTS, signed_in=draft.signed_in):
            return False
        people = self.drafts.authority(draft).people
        return self.drafts.request_of(draft, people).has_addressee

    def ask(
        self,
        draft: Draft,
        field: RequestField,
        preface: str,
        noted: Sequence[str] = (),
        *,
        in_full: bool = False,
    ) -> Events:
        """A question, after what there is to say first."""
        question = self.words.questions(self._together(draft, field))
        said = DraftMessage(preface, question, noted, in_full, asks=True)
        return self.say(draft, said, self._answer_buttons(field))

    def _together(self, draft: Draft, field: RequestField) -> list[RequestField]:
        """The item and those beside it that one message may tell, too."""
        waiting = [
            one
            for one in draft.missing(self.drafts.fields(draft))
            if one.key not in draft.skipped and one.key in asked_together(field.key)
        ]
        return waiting if field in waiting else [field]

    def ask_anew(self, draft: Draft, field: RequestField, refusal: str, typed: str = "") -> Events:
        """After an answer that cannot be taken: why, what is wanted, and how to pass over it.

        `typed`: an answer that can be kept as it is.
        """
        why = " ".join((refusal, field.help)).strip()
        said = DraftMessage(why, self.words.question(field), asks=True)
        keep = [self._value_button(field, typed, self.words.keep_button(typed))] if typed else []
        buttons = [*self._answer_buttons(field), *keep, *self._plain_buttons("skip")]
        return self.say(draft, said, buttons)

    def explain(
        self,
        draft: Draft,
        asked: RequestField | None,
        meant: RequestField,
        noted: Sequence[str] = (),
    ) -> Events:
        """What an item is, in other words, and what is asked now."""
        told = " ".join([meant.help, *([] if meant.required else [self.words.say("optional")])])
        return self.ask(draft, asked, told, noted) if asked else self.go_on(draft, told, noted)

    def tell(self, draft: Draft, field: RequestField, noted: Sequence[str] = ()) -> Events:
        """What is noted of an item, and what is asked now."""
        value = draft.fields.get(field.key, "")
        told = self.words.noted_item(field, value)
        if asked := self.asked(draft):
            return self.ask(draft, asked, told, noted)
        question = self.words.say("back_to_confirm", reference=draft.reference)
        said = DraftMessage(told, question, noted)
        return self.say(draft, said, self._plain_buttons("save", "show", "pause"))

    def _said(self, draft: Draft, asked: RequestField) -> DraftSuggestion | None:
        """What was said before, and may be meant for what is to be asked now."""
        if asked.key in draft.fields:
            return None
        return EarlierMessages(self.drafts.context).unsure(draft, asked)

    def suggest(
        self,
        draft: Draft,
        suggestion: DraftSuggestion,
        noted: Sequence[str] = (),
        preface: str = "",
    ) -> Events:
        """Whether a value that may be meant is to be put down; `noted`: what is there for sure."""
        field = next(one for one in self.drafts.every_field(draft) if one.key == suggestion.key)
        old = draft.fields.get(field.key, "")
        question = (
            self.words.suggest_change(field, old, suggestion.value)
            if old
            else self.words.suggest(field, suggestion.value)
        )
        said = DraftMessage(preface, question, noted, suggested=suggestion)
        return self.say(draft, said, self._yes_and_no("no"))

    def suggested(self, draft: Draft) -> DraftSuggestion | None:
        """What the user was asked last to have put down."""
        reply = self.drafts.context.last_reply
        suggestion = reply.get("suggested")
        if not suggestion or (reply.get("draft") or {}).get("id") != draft.reference:
            return None
        return DraftSuggestion.model_validate(suggestion)

    def say(self, draft: Draft, said: DraftMessage, buttons: list[Button] | None = None) -> Events:
        """A message about the draft; the form goes on listening."""
        return [*self.drafts.say(draft, said, buttons), SlotSet(DRAFT_ANSWER, None)]

    def edit_buttons(self, draft: Draft) -> list[Button]:
        """A button for every field: change what is there, add what is not."""
        return [
            {
                "title": self.words.edit_button(field, given=field.key in draft.fields),
                "payload": f"/draft_change{json.dumps({'item': field.key})}",
            }
            for field in self.drafts.fields(draft)
        ]

    def is_edit_title(self, draft: Draft, text: str) -> bool:
        """Whether the text is what a button for a field says, typed."""
        titles = {button["title"].casefold() for button in self.edit_buttons(draft)}
        return text.casefold().strip(" .\"'") in titles

    def _plain_buttons(self, *names: str) -> list[Button]:
        return [{"title": self.words.button(name), "payload": f"/draft_{name}"} for name in names]

    def _answer_buttons(self, field: RequestField) -> list[Button]:
        if field.type in (ItemType.YES_NO, ItemType.ATTACHMENT):
            return self._yes_and_no("no" if field.type is ItemType.YES_NO else "not_yet")
        return [self._value_button(field, choice, choice) for choice in field.choices]

    def _value_button(self, field: RequestField, value: str, title: str) -> Button:
        data = json.dumps({"item": field.key, "value": value})
        return {"title": title, "payload": f"/draft_change{data}"}

    def _yes_and_no(self, no: str) -> list[Button]:
        return [
            {"title": self.words.button("yes"), "payload": "/affirm"},
            {"title": self.words.button(no), "payload": "/deny"},
        ]
