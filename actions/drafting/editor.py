"""Changes of a draft in the form: values, corrections, commands, and the end of the form."""

from collections.abc import Callable, Sequence

from rasa_sdk.events import SlotSet

from actions.drafting.agency_value import listed, listed_as
from actions.drafting.commands import ANSWERS, Command, UserMessage, said_before
from actions.drafting.continuation import DraftContinuation
from actions.drafting.conversation import (
    DRAFT_ANSWER,
    DraftConversation,
)
from actions.drafting.duplicates import ANOTHER, DraftDuplicates
from actions.drafting.form_view import FormView
from actions.drafting.message_notes import with_note
from actions.drafting.opener import DraftOpener, OpeningKind
from actions.drafting.outcome import SURE, DraftOutcome
from actions.drafting.value_editor import ValueEditor
from actions.drafting.view import DraftMessage
from actions.tracker import Events
from faq_kb.contract import NOTES, DraftSuggestion
from faq_kb.model import ItemType
from tickets.corrections import corrects
from tickets.draft import Draft
from tickets.events import REQUESTER
from tickets.fields import AGENCY, RequestField
from tickets.naming import named
from tickets.tag_reader import FREE
from tickets.values import InvalidValue

# What is handed over already is only looked at, corrected and withdrawn.
STILL_DONE = frozenset({Command.CHANGE, Command.SHOW, Command.START, Command.RESUME})


class DraftEditor(ValueEditor):
    """Does what a message is found to mean; each method returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        super().__init__(drafts, DraftContinuation(drafts))
        self.form = FormView(drafts, self.asking)
        self.opening = DraftOpener(drafts)
        self.closing = DraftOutcome(drafts)
        self.duplicates = DraftDuplicates(drafts)

    def told(self, draft: Draft, message: UserMessage, note: str) -> Events:
        """Nothing was asked, and no item takes it: it is for the notes, if it says anything."""
        if message.also_saves:
            return self.save_with(draft, message, with_note(draft, note))
        fields = [one for one in self.drafts.fields(draft) if one.key != NOTES]
        meant = next((one for one in fields if one.key == named(message.text, fields)), None)
        if meant and meant.key in draft.fields and (corrects(message.text) or not note):
            # What is wrong is known, what is right is not.
            return self.ask_again(draft, meant)
        if note:
            return self.keep_note(draft, note, None)
        return self.asking.go_on(draft, self.words.say("unclear"))

    def save_with(self, draft: Draft, message: UserMessage, values: dict[str, str]) -> Events:
        """Note values and save."""
        return self._save(self.drafts.note(draft, values, REQUESTER), message)

    def do(self, command: Command, draft: Draft, message: UserMessage) -> Events:
        """Carry out a command."""
        asked = self.asking.answered(draft)
        if command in ANSWERS and (events := self._answered(command, draft, message)):
            return events
        if asked and command in ANSWERS:
            return self._checked(draft, asked, ANSWERS[command])
        # "Never mind" leaves it as it is; its button withdraws it.
        is_withdrawal = command is Command.CANCEL and message.is_click
        if draft.takes_additions and command not in STILL_DONE and not is_withdrawal:
            return self.end(self.continuation.leave(draft))
        doing: dict[Command, Callable[[], Events]] = {
            Command.AFFIRM: lambda: self._save(draft, message),
            Command.SAVE: lambda: self._save(draft, message),
            Command.DENY: lambda: self._deny(draft, message),
            Command.CHANGE: lambda: self._correct(draft, message),
            Command.BACK: lambda: self.ask_again(draft, self._before(draft, asked)),
            Command.PAUSE: lambda: self.end(self.closing.pause(draft)),
            Command.CANCEL: lambda: self._withdraw(draft, message),
            Command.START: lambda: self._another(draft, message),
            Command.RESUME: lambda: self._another(draft, message),
        }
        if asked:
            doing[Command.SKIP] = lambda: self.pass_over(draft, asked)
        return doing.get(command, lambda: self.show(draft))()

    def _answered(self, command: Command, draft: Draft, message: UserMessage) -> Events | None:
        """Yes or no to a value, another draft or a withdrawal; None where none was asked about."""
        is_yes = command is Command.AFFIRM
        if suggested := self.asking.suggested(draft):
            if not is_yes:
                denied = self.denied_values(draft, suggested)
                return self.take(draft, denied or self._meant_instead(draft))
            taken, told = self.agreed_values(suggested)
            return self.take(draft, taken, preface=told)
        if not message.is_click and (entry := self.opening.offered()):
            return self._open_another(entry) if is_yes else self.asking.go_on(draft, "")
        if not self.closing.has_asked_to_withdraw(draft):
            return None
        if is_yes:
            return self.end(self.closing.withdraw(draft, is_sure=True))
        return self.asking.go_on(draft, self.words.say("as_it_is"))

    def agreed_values(self, suggested: DraftSuggestion) -> tuple[dict[str, str], str]:
        """What a "yes" notes of a value that was offered, and what is to be said of it."""
        if suggested.key != AGENCY:
            return {suggested.key: suggested.value}, ""
        agency = listed(suggested.value, self.drafts.context)
        return agency.values, listed_as(self.words, agency)

    def denied_values(self, draft: Draft, suggested: DraftSuggestion) -> dict[str, str]:
        """What a "no" notes of a value that was offered: of yes and no the other one."""
        fields = self.drafts.every_field(draft)
        is_yes_no = any(one.key == suggested.key and one.type is ItemType.YES_NO for one in fields)
        if not is_yes_no or suggested.key in draft.fields:
            return {}
        yes, no = ANSWERS[Command.AFFIRM], ANSWERS[Command.DENY]
        return {suggested.key: no if suggested.value == yes else yes}

    def _meant_instead(self, draft: Draft) -> dict[str, str]:
        """The answer that the value refused just now was found in, where words may be one."""
        asked = self.asking.asked(draft)
        is_of_answer = not self.drafts.context.last_reply.get("noted")
        if not asked or not is_of_answer or asked.type not in FREE or asked.key in draft.fields:
            return {}
        said = said_before(self.drafts.context.tracker)
        try:
            value = asked.check(said.text, self.drafts.today)
        except InvalidValue:
            return {}
        return {asked.key: value}

    def _withdraw(self, draft: Draft, message: UserMessage) -> Events:
        """Ask first; the form goes on listening until the answer."""
        if message.is_click and message.entities.get("item") == SURE:
            return self.end(self.closing.withdraw(draft, is_sure=True))
        events = self.closing.withdraw(draft, is_sure=False)
        return [SlotSet(DRAFT_ANSWER, None), *events]

    def _save(self, draft: Draft, message: UserMessage) -> Events:
        """Save it; one for the same thing as another is saved only when that has been shown."""
        fields = self.drafts.fields(draft)
        if waiting := draft.next_question(fields):
            return self.asking.ask(draft, waiting, self.words.not_yet(draft.missing(fields)))
        is_another = message.entities.get("item") == ANOTHER
        is_sure = is_another or bool(self.duplicates.shown_before(draft))
        if not is_sure and (found := self.duplicates.of(draft)):
            return [*self.duplicates.ask(draft, found), SlotSet(DRAFT_ANSWER, None)]
        return self.end(self.closing.save(draft))

    def _deny(self, draft: Draft, message: UserMessage) -> Events:
        """Something is wrong; after others were shown, this one is not saved beside them."""
        if self.duplicates.shown_before(draft):
            return self.asking.go_on(draft, self.words.say("as_it_is"))
        return self._correct(draft, message)

    def show(self, draft: Draft, noted: Sequence[str] = ()) -> Events:
        """The whole draft, and the question that it waits for; `noted`: what was told beside."""
        asked = self.asking.asked(draft)
        if not asked:
            return self.asking.go_on(draft, "", noted)
        return self.asking.ask(draft, asked, "", noted, in_full=True)

    def _correct(self, draft: Draft, message: UserMessage) -> Events:
        """Take the clicked value, ask for an field anew, or ask which one is meant."""
        fields = {field.key: field for field in self.drafts.fields(draft)}
        key = message.entities.get("item") or named(message.text, fields.values())
        if key not in fields:
            buttons = self.asking.edit_buttons(draft)
            which = DraftMessage(question=self.words.say("which_item"))
            return self.asking.say(draft, which, buttons)
        if value := message.entities.get("value"):
            return self._checked(draft, fields[key], value)
        return self.ask_again(draft, fields[key])

    def _checked(self, draft: Draft, field: RequestField, text: str) -> Events:
        try:
            value = field.check(text, self.drafts.today)
        except InvalidValue as refusal:
            return self.refuse(draft, field, refusal)
        return self.take(draft, {field.key: value})

    def _another(self, draft: Draft, message: UserMessage) -> Events:
        """Go on with another draft: the one named, or one for the entry of the button."""
        shown = self.duplicates.shown_before(draft)
        reference, entry = message.entities.get("draft"), message.entities.get("entry")
        if reference is None and entry is None and len(shown) == 1:
            (reference,) = shown
        other = self.drafts.find(reference) if reference else None
        if other and self.drafts.is_own(other) and other.is_editable:
            return self.asking.present(other, OpeningKind.RESUMED)
        if other and other.reference != draft.reference:
            return self.end(self.closing.standing(other))
        procedure = self.drafts.context.knowledge.procedures.get(entry or draft.entry)
        another = message.entities.get("item") == "another"
        if procedure is None or (entry in (None, draft.entry) and not another):
            return self.asking.present(draft, OpeningKind.RESUMED)
        return self._open_another(str(entry), again=another)

    def _open_another(self, entry: str, *, again: bool = False) -> Events:
        """Leave this draft as it is and begin one of the entry; a call may have to come first."""
        if self.drafts.context.knowledge.procedures[entry].call_first:
            return self.end(self.opening.start(entry))
        return self.asking.present(*self.opening.open(entry, another=again))

    def _before(self, draft: Draft, asked: RequestField | None) -> RequestField | None:
        """The nearest question before this one that was answered or passed over."""
        fields = self.drafts.fields(draft)
        earlier = fields[: fields.index(asked)] if asked else fields
        known = draft.fields.keys() | set(draft.skipped)
        return next((field for field in reversed(earlier) if field.key in known), None)
