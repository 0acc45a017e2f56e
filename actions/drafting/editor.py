"""Changes of a draft in the form: values, corrections, commands, and the end of the form."""

from collections.abc import Callable, Iterable

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.drafting.commands import ANSWERS, Command, UserMessage
from actions.drafting.conversation import (
    DRAFT_ANSWER,
    DRAFT_OPENING,
    DraftConversation,
)
from actions.drafting.form_view import FormView
from actions.drafting.opener import DraftOpener, OpeningKind
from actions.drafting.outcome import REQUESTER, DraftOutcome
from actions.drafting.questions import DraftQuestions
from actions.drafting.view import DraftMessage
from actions.tracker import Events
from common.text_key import text_key
from tickets.draft import Draft
from tickets.fields import RequestField
from tickets.values import InvalidValue, check


class DraftEditor:
    """Does what a message is found to mean; each method returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.words = drafts.words
        self.asking = DraftQuestions(drafts)
        self.form = FormView(drafts, self.asking)
        self.opening = DraftOpener(drafts)
        self.closing = DraftOutcome(drafts)

    def take(self, draft: Draft, values: dict[str, str]) -> Events:
        """Note values and go on; those that are there already are noted."""
        if values.items() - draft.fields.items():
            draft = self.drafts.change(
                draft, lambda current: current.take(values, REQUESTER), values
            )
        return self.asking.go_on(draft, "", list(values))

    def skip(self, draft: Draft, field: RequestField) -> Events:
        """Pass over the question and go on; one that was passed over already is left so."""
        key = field.key
        if key not in draft.skipped or draft.asked == key:
            draft = self.drafts.change(draft, lambda current: current.skip(key, REQUESTER), [key])
        return self.asking.go_on(draft, self.words.say("skipped", item=field.short))

    def refuse(self, draft: Draft, field: RequestField, refusal: InvalidValue) -> Events:
        """Say why a value cannot be taken, and ask again; a paper may follow later."""
        if refusal.reason == "attachment_not_yet":
            return self.skip(draft, field)
        return self.asking.ask_anew(draft, field, self.words.refusal(refusal))

    def do(self, command: Command, draft: Draft, message: UserMessage) -> Events:
        """Carry out a command."""
        asked = self.asking.answered(draft)
        if not message.is_click and (entry := self.opening.offered()):
            if command is Command.AFFIRM:
                return self._open_another(entry)
            if command is Command.DENY:
                return self.asking.go_on(draft, "")
        if asked and command in ANSWERS:
            return self._checked(draft, asked, ANSWERS[command])
        doing: dict[Command, Callable[[], Events]] = {
            Command.AFFIRM: lambda: self._save(draft),
            Command.SAVE: lambda: self._save(draft),
            Command.DENY: lambda: self._correct(draft, message),
            Command.CHANGE: lambda: self._correct(draft, message),
            Command.BACK: lambda: self._ask_again(draft, self._before(draft, asked)),
            Command.PAUSE: lambda: self.end(self.closing.pause(draft)),
            Command.CANCEL: lambda: self.end(self.closing.withdraw(draft, is_sure=True)),
            Command.START: lambda: self._another(draft, message),
            Command.RESUME: lambda: self._another(draft, message),
        }
        if asked:
            doing[Command.SKIP] = lambda: self.skip(draft, asked)
        return doing.get(command, lambda: self._show(draft))()

    def end(self, events: Events) -> Events:
        """Leave the form."""
        return [
            *events,
            SlotSet(DRAFT_ANSWER, None),
            SlotSet(DRAFT_OPENING, None),
            SlotSet("requested_slot", None),
            ActiveLoop(None),
        ]

    def _save(self, draft: Draft) -> Events:
        fields = self.drafts.fields(draft)
        if waiting := draft.next_question(fields):
            return self.asking.ask(draft, waiting, self.words.not_yet(draft.missing(fields)))
        return self.end(self.closing.save(draft))

    def _show(self, draft: Draft) -> Events:
        """The whole draft, and the question that it waits for."""
        asked = self.asking.asked(draft)
        if not asked:
            return self.asking.go_on(draft, "")
        return self.asking.ask(draft, asked, "", in_full=True)

    def _correct(self, draft: Draft, message: UserMessage) -> Events:
        """Take the clicked value, ask for an field anew, or ask which one is meant."""
        fields = {field.key: field for field in self.drafts.fields(draft)}
        key = message.entities.get("item") or _named(message.text, fields.values())
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
        reference, entry = message.entities.get("draft"), message.entities.get("entry")
        other = self.drafts.find(reference) if reference else None
        if other and other.is_editable:
            return self.asking.present(other, OpeningKind.RESUMED)
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


def _named(text: str, fields: Iterable[RequestField]) -> str:
    """The key of the field whose short name stands in the text; of several the longest name's."""
    said = f" {text_key(text)} "
    names = sorted(((text_key(field.short), field.key) for field in fields), key=_length)
    return next((key for name, key in names if f" {name} " in said), "")


def _length(row: tuple[str, str]) -> int:
    return -len(row[0])
