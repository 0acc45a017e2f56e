"""A draft as a form: every field at once, each value checked, what is wrong back at its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from actions.agencies import AgencyResolver
from actions.drafting.commands import UserMessage
from actions.drafting.conversation import DraftConversation
from actions.drafting.questions import DraftQuestions
from actions.drafting.view import DraftMessage
from actions.tracker import Events
from faq_kb.contract import FormState, RefusedValue
from tickets.draft import Draft
from tickets.events import REQUESTER
from tickets.fields import AGENCY, RequestField
from tickets.form import CheckedValues, Refusal
from tickets.values import InvalidValue, excerpt

MOST_NAMED = 3


@dataclass
class CheckedForm(CheckedValues):
    """What a form changes in a draft."""

    # Rasa events: the user's own agency is known to the rest of the conversation, too.
    events: Events = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        """The fields that change."""
        return [*self.values, *self.emptied, *self.skipped]

    def change(self, draft: Draft) -> None:
        """Note what was filled in."""
        draft.take(self.values, REQUESTER)
        for key in (*self.emptied, *self.skipped):
            draft.drop(key, REQUESTER)
        for key in self.skipped:
            draft.skip(key, REQUESTER)


class FormView:
    """Shows the form and takes it; each method returns the Rasa events."""

    def __init__(self, drafts: DraftConversation, asking: DraftQuestions) -> None:
        self.drafts = drafts
        self.words = drafts.words
        self.asking = asking

    def answer(self, draft: Draft, message: UserMessage) -> Events:
        """The empty form, or what becomes of what was filled in."""
        if message.filled_in is None:
            return self._show(draft, self.words.say("form_open"))
        return self._take(draft, message.filled_in)

    def _take(self, draft: Draft, filled_in: Mapping[str, str]) -> Events:
        """Note what is right; show the form again where something is wrong, or applies newly."""
        known = {one.key: one for one in self.drafts.every_field(draft)}
        if unknown := [excerpt(key) for key in filled_in if key not in known]:
            text = self.words.say("form_unknown", keys=", ".join(unknown[:MOST_NAMED]))
            return self._show(draft, text)
        applied = {one.key for one in self.drafts.fields(draft)}
        checked = self._checked(draft, {known[key]: typed for key, typed in filled_in.items()})
        if checked.keys:
            draft = self.drafts.change(draft, checked.change, checked.keys)
        fields = self.drafts.fields(draft)
        keys = {one.key for one in fields}
        # An answer that was changed, too, may have made others needless.
        refused = [one for one in checked.refused if one.field.key in keys]
        added = [one for one in fields if one.key not in applied and one.key not in draft.fields]
        removed = [one for one in fields if one.key in checked.emptied]
        said = self._removed(removed)
        noted = [key for key in checked.values if key in keys]
        if refused or added:
            text = "\n".join([*said, *self._more(added), *self._to_correct(refused)])
            form = FormState(
                refused=[self._refused(one) for one in refused], added=[one.key for one in added]
            )
            return [*self._show(draft, text, form, noted), *checked.events]
        if not checked.keys:
            said = [self.words.say("as_it_is")]
        return [*self.asking.go_on(draft, "\n".join(said), noted), *checked.events]

    def _checked(self, draft: Draft, filled_in: Mapping[RequestField, str]) -> CheckedForm:
        checked = CheckedForm()
        checked.check(filled_in, lambda one, typed: self._value(one, typed, checked))
        checked.emptied = [key for key in checked.emptied if key in draft.fields]
        return checked

    def _value(self, one: RequestField, typed: str, checked: CheckedForm) -> str:
        """The value of a field. Raises InvalidValue."""
        if one.key != AGENCY:
            return one.check(typed, self.drafts.today)
        finding = self.drafts.context.finding
        found = finding.in_words(typed, asked=True).agency
        if found is None:
            raise unknown_agency(finding, typed)
        checked.events = finding.keep_own(found)
        return found.name

    def _show(
        self,
        draft: Draft,
        text: str,
        form: FormState | None = None,
        noted: Sequence[str] = (),
    ) -> Events:
        said = DraftMessage(text, noted=noted, form=form or FormState())
        return self.asking.say(draft, said)

    def _refused(self, one: Refusal) -> RefusedValue:
        reason = self.words.refusal(one.reason)
        return RefusedValue(key=one.field.key, typed=one.typed, reason=reason)

    def _removed(self, fields: Sequence[RequestField]) -> list[str]:
        items = "; ".join(one.short for one in fields)
        return [self.words.say("form_removed", items=items)] if items else []

    def _more(self, fields: Sequence[RequestField]) -> list[str]:
        items = "; ".join(one.label for one in fields)
        return [self.words.say("form_more", items=items)] if items else []

    def _to_correct(self, refused: Sequence[Refusal]) -> list[str]:
        return [self.words.say("form_check")] if refused else []


def unknown_agency(finding: AgencyResolver, text: str) -> InvalidValue:
    """Why no agency is taken from a text that was to name one."""
    options = finding.in_words(text, asked=True).options
    names = ", ".join(agency.name for agency in options)
    return InvalidValue("agency_unclear" if options else "agency_unknown", text, choices=names)
