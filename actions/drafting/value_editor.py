"""Changes of a draft's values in the form: noted, passed over, refused, taken off."""

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.drafting.continuation import DraftContinuation
from actions.drafting.conversation import DRAFT_ANSWER, DRAFT_OPENING, DraftConversation
from actions.drafting.message_notes import with_note
from actions.drafting.questions import DraftQuestions
from actions.tracker import Events
from faq_kb.contract import NOTES, DraftSuggestion
from tickets.draft import Draft
from tickets.events import REQUESTER
from tickets.fields import AGENCY, RequestField
from tickets.values import InvalidValue


class ValueEditor:
    """Changes values; each method that says something returns the Rasa events."""

    def __init__(self, drafts: DraftConversation, continuation: DraftContinuation) -> None:
        self.drafts = drafts
        self.words = drafts.words
        self.asking = DraftQuestions(drafts)
        self.continuation = continuation

    def take(
        self,
        draft: Draft,
        values: dict[str, str],
        unsure: DraftSuggestion | None = None,
        preface: str = "",
    ) -> Events:
        """Note values and go on; `unsure`: a value that may be meant, too."""
        if draft.takes_additions:
            return self.end(self.continuation.take(draft, values))
        changed = self._changed(draft, values)
        draft = self.noted(draft, values)  # with what is there already, too
        noted = [key for key in values if key not in changed]
        told = self.words.changed(changed, self.drafts.fields(draft)) if changed else ""
        preface = " ".join(filter(None, (preface, told)))
        if unsure:
            return self.asking.suggest(draft, unsure, noted, preface)
        return self.asking.go_on(draft, preface, noted)

    def _changed(self, draft: Draft, values: dict[str, str]) -> dict[str, str]:
        """What takes the place of another value, without having been asked for."""
        return {
            key: value
            for key, value in values.items()
            if key not in (draft.asked, NOTES) and draft.fields.get(key, value) != value
        }

    def keep_note(self, draft: Draft, text: str, asked: RequestField | None) -> Events:
        """Put what no item has into the notes, and ask again what was asked."""
        values = with_note(draft, text)
        draft = self.drafts.note(draft, values, REQUESTER)
        said = self.words.kept_as_note(text) if values else self.words.say("notes_full")
        return self.asking.ask_anew(draft, asked, said) if asked else self.asking.go_on(draft, said)

    def skip(
        self,
        draft: Draft,
        field: RequestField,
        values: dict[str, str] | None = None,
        unsure: DraftSuggestion | None = None,
    ) -> Events:
        """Pass over the question and go on; `values`: what was said beside it, or `unsure` of."""
        if draft.takes_additions:
            return self.end(self.continuation.leave(draft))
        key, values = field.key, values or {}
        changed = self._changed(draft, values)
        draft = self.drafts.note(draft, values, REQUESTER)
        if key not in draft.skipped or draft.asked == key:
            draft = self.drafts.change(draft, lambda current: current.skip(key, REQUESTER), [key])
        said = self.words.say("skipped", item=field.short)
        if changed:
            said = f"{said} {self.words.changed(changed, self.drafts.fields(draft))}"
        noted = [name for name in values if name not in changed]
        if unsure:
            return self.asking.suggest(draft, unsure, noted, said)
        return self.asking.go_on(draft, said, noted)

    def noted(
        self, draft: Draft, values: dict[str, str], skipped: RequestField | None = None
    ) -> Draft:
        """The draft with values noted and at its next question, before anything is said."""
        key = skipped.key if skipped else ""

        def take(current: Draft) -> None:
            if key:
                current.skip(key, REQUESTER)
            current.take(values, REQUESTER)

        if key or values.items() - draft.fields.items() or draft.asked in values:
            return self.drafts.change(draft, take, [*values, *filter(None, [key])])
        return draft

    def take_off(self, draft: Draft, field: RequestField, left: str) -> Events:
        """A name is taken off: the others stay; where there are none, who it is is asked anew."""
        return self.take(draft, {field.key: left}) if left else self.ask_again(draft, field)

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
        kept = typed if field.key == AGENCY or refusal.reason == "only_value" else ""
        return self.asking.ask_anew(draft, field, self.words.refusal(refusal), kept)

    def ask_again(self, draft: Draft, field: RequestField | None) -> Events:
        """Ask for a field anew, with what it is now."""
        if field is None:
            return self.asking.go_on(draft, self.words.say("nothing_before"))
        draft = self.drafts.tickets.change(draft.reference, lambda current: current.ask(field.key))
        value = draft.fields.get(field.key)
        return self.asking.go_on(draft, self.words.say("now", value=value) if value else "")

    def end(self, events: Events) -> Events:
        """Leave the form."""
        return [
            *events,
            SlotSet(DRAFT_ANSWER, None),
            SlotSet(DRAFT_OPENING, None),
            SlotSet("requested_slot", None),
            ActiveLoop(None),
        ]
