"""Changes of a draft in the form: values, corrections, commands, and the end of the form."""

from collections.abc import Callable

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.drafting.answer import with_note
from actions.drafting.commands import ANSWERS, Command, UserMessage, said_before
from actions.drafting.continuation import DraftContinuation
from actions.drafting.conversation import (
    DRAFT_ANSWER,
    DRAFT_OPENING,
    DraftConversation,
)
from actions.drafting.duplicates import ANOTHER, DraftDuplicates
from actions.drafting.form_view import FormView
from actions.drafting.opener import DraftOpener, OpeningKind
from actions.drafting.outcome import REQUESTER, SURE, DraftOutcome
from actions.drafting.questions import DraftQuestions
from actions.drafting.view import DraftMessage
from actions.tracker import Events
from faq_kb.contract import DraftSuggestion
from tickets.draft import Draft
from tickets.fields import AGENCY, RequestField
from tickets.naming import named
from tickets.reading import FREE
from tickets.values import InvalidValue, check

# What is handed over already is only looked at, corrected and withdrawn.
STILL_DONE = frozenset({Command.CHANGE, Command.SHOW, Command.START, Command.RESUME})


class DraftEditor:
    """Does what a message is found to mean; each method returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.words = drafts.words
        self.asking = DraftQuestions(drafts)
        self.form = FormView(drafts, self.asking)
        self.opening = DraftOpener(drafts)
        self.closing = DraftOutcome(drafts)
        self.continuation = DraftContinuation(drafts)
        self.duplicates = DraftDuplicates(drafts)

    def take(
        self, draft: Draft, values: dict[str, str], unsure: DraftSuggestion | None = None
    ) -> Events:
        """Note values and go on; `unsure`: a value that may be meant, too."""
        if draft.takes_additions:
            return self.end(self.continuation.take(draft, values))
        is_answered = draft.asked in values  # with what is there already, too
        if is_answered or values.items() - draft.fields.items():
            draft = self.drafts.change(
                draft, lambda current: current.take(values, REQUESTER), values
            )
        if unsure:
            return self.asking.suggest(draft, unsure, list(values))
        return self.asking.go_on(draft, "", list(values))

    def told(self, draft: Draft, message: UserMessage, note: str) -> Events:
        """Nothing was asked, and no item takes it: it is for the notes, if it says anything."""
        if message.also_saves:
            return self.save_with(draft, message, with_note(draft, note))
        if note:
            return self.keep_note(draft, note, None)
        return self.asking.go_on(draft, self.words.say("unclear"))

    def save_with(self, draft: Draft, message: UserMessage, values: dict[str, str]) -> Events:
        """Note values and save."""
        return self._save(self.drafts.note(draft, values, REQUESTER), message)

    def keep_note(self, draft: Draft, text: str, asked: RequestField | None) -> Events:
        """Put what no item has into the notes, and ask again what was asked."""
        values = with_note(draft, text)
        draft = self.drafts.note(draft, values, REQUESTER)
        said = self.words.kept_as_note(text) if values else self.words.say("notes_full")
        return self.asking.ask_anew(draft, asked, said) if asked else self.asking.go_on(draft, said)

    def skip(self, draft: Draft, field: RequestField, note: str = "") -> Events:
        """Pass over the question and go on; `note`: what was said beside it."""
        if draft.takes_additions:
            return self.end(self.continuation.leave(draft))
        key = field.key
        draft = self.drafts.note(draft, with_note(draft, note), REQUESTER)
        if key not in draft.skipped or draft.asked == key:
            draft = self.drafts.change(draft, lambda current: current.skip(key, REQUESTER), [key])
        return self.asking.go_on(draft, self.words.say("skipped", item=field.short))

    def pass_over(self, draft: Draft, field: RequestField) -> Events:
        """Go on without an answer; a value that was to be changed stays."""
        if field.key not in draft.fields:
            return self.skip(draft, field)
        draft = self.drafts.change(draft, lambda _: None, [field.key])
        return self.asking.go_on(draft, self.words.say("as_it_is"))

    def refuse(
        self, draft: Draft, field: RequestField, refusal: InvalidValue, typed: str = ""
    ) -> Events:
        """Say why a value cannot be taken, and ask again; a paper may follow later.

        An agency that is not listed can be kept as it was `typed`.
        """
        if refusal.reason == "attachment_not_yet":
            return self.skip(draft, field)
        kept = typed if field.key == AGENCY else ""
        return self.asking.ask_anew(draft, field, self.words.refusal(refusal), kept)

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
            Command.BACK: lambda: self._ask_again(draft, self._before(draft, asked)),
            Command.PAUSE: lambda: self.end(self.closing.pause(draft)),
            Command.CANCEL: lambda: self._withdraw(draft, message),
            Command.START: lambda: self._another(draft, message),
            Command.RESUME: lambda: self._another(draft, message),
        }
        if asked:
            doing[Command.SKIP] = lambda: self.pass_over(draft, asked)
        return doing.get(command, lambda: self._show(draft))()

    def _answered(self, command: Command, draft: Draft, message: UserMessage) -> Events | None:
        """Yes or no to a value, another draft or a withdrawal; None where none was asked about."""
        is_yes = command is Command.AFFIRM
        if suggested := self.asking.suggested(draft):
            taken = {suggested.key: suggested.value} if is_yes else self._meant_instead(draft)
            return self.take(draft, taken)
        if not message.is_click and (entry := self.opening.offered()):
            return self._open_another(entry) if is_yes else self.asking.go_on(draft, "")
        if not self.closing.has_asked_to_withdraw(draft):
            return None
        if is_yes:
            return self.end(self.closing.withdraw(draft, is_sure=True))
        return self.asking.go_on(draft, self.words.say("as_it_is"))

    def _meant_instead(self, draft: Draft) -> dict[str, str]:
        """The answer that the value refused just now was found in, where words may be one."""
        asked = self.asking.asked(draft)
        is_of_answer = not self.drafts.context.last_reply.get("noted")
        if not asked or not is_of_answer or asked.type not in FREE or asked.key in draft.fields:
            return {}
        said = said_before(self.drafts.context.tracker)
        try:
            value = check(asked.type, said.text, today=self.drafts.today, choices=asked.choices)
        except InvalidValue:
            return {}
        return {asked.key: value}

    def end(self, events: Events) -> Events:
        """Leave the form."""
        return [
            *events,
            SlotSet(DRAFT_ANSWER, None),
            SlotSet(DRAFT_OPENING, None),
            SlotSet("requested_slot", None),
            ActiveLoop(None),
        ]

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

    def _show(self, draft: Draft) -> Events:
        """The whole draft, and the question that it waits for."""
        asked = self.asking.asked(draft)
        if not asked:
            return self.asking.go_on(draft, "")
        return self.asking.ask(draft, asked, "", in_full=True)

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
        return self._ask_again(draft, fields[key])

    def _checked(self, draft: Draft, field: RequestField, text: str) -> Events:
        try:
            value = check(field.type, text, today=self.drafts.today, choices=field.choices)
        except InvalidValue as refusal:
            return self.refuse(draft, field, refusal)
        return self.take(draft, {field.key: value})

    def _ask_again(self, draft: Draft, field: RequestField | None) -> Events:
        if field is None:
            return self.asking.go_on(draft, self.words.say("nothing_before"))
        draft = self.drafts.tickets.change(draft.reference, lambda current: current.ask(field.key))
        value = draft.fields.get(field.key)
        return self.asking.go_on(draft, self.words.say("now", value=value) if value else "")

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
