"""What the assistant says about draft tickets: the `message` and `question` of their replies."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from actions.reply.standing_text import labels_of
from faq_kb.answers import service_desk_phones
from faq_kb.knowledge import Directory, KnowledgeBase
from locales import Catalog
from replies import FactFormatter, PlainMarkup
from tickets.draft import Draft
from tickets.fields import RequestField
from tickets.quota import DraftRate
from tickets.values import InvalidValue


class DraftText:
    """Words what becomes of a draft; the draft itself is written from the reply."""

    def __init__(self, catalog: Catalog) -> None:
        self._phrases: dict[str, Any] = catalog.replies.draft.model_dump()
        self._facts = FactFormatter(catalog.labels, PlainMarkup())

    def say(self, name: str, **values: str | int) -> str:
        """A sentence of the catalog."""
        text: str = self._phrases[name]
        return text.format(**values)

    def button(self, name: str) -> str:
        """Title of a button."""
        return str(self._phrases["button"][name])

    def edit_button(self, field: RequestField, *, given: bool) -> str:
        """Title of the button that changes or adds a field."""
        return self.button("edit" if given else "add").format(item=field.short)

    def question(self, field: RequestField) -> str:
        """What is asked for an field."""
        if not field.choices:
            return field.question
        return f"{field.question} {self.say('choices', choices=self._facts.joined(field.choices))}"

    def questions(self, fields: Sequence[RequestField]) -> str:
        """What is asked for in one message: one item, or several short ones."""
        if len(fields) == 1:
            return self.question(fields[0])
        return self.say("ask_together", items=", ".join(field.short for field in fields))

    def suggest(self, field: RequestField, value: str) -> str:
        """Whether a value is to be put down for a field."""
        return self.say("suggest", item=field.short, value=_shortened(value))

    def suggest_change(self, field: RequestField, old: str, value: str) -> str:
        """Whether a value is to take the place of the old one."""
        return self.say(
            "suggest_change", item=field.short, old=_shortened(old), value=_shortened(value)
        )

    def changed(self, values: Mapping[str, str], fields: Sequence[RequestField]) -> str:
        """Which values have taken the place of others."""
        return self.say("changed", values=_values(values, fields))

    def noted_item(self, field: RequestField, value: str) -> str:
        """What is noted of an item."""
        if not value:
            return self.say("not_noted", item=field.short)
        return self.say("noted_item", item=field.short, value=_shortened(value))

    def kept_as_note(self, text: str) -> str:
        """What was said and no item has is in the notes."""
        return self.say("kept_as_note", text=_shortened(text))

    def keep_button(self, value: str) -> str:
        """Title of the button that keeps an answer as it was typed."""
        return self.button("keep").format(value=_shortened(value))

    def refusal(self, invalid: InvalidValue) -> str:
        """Why a value cannot be taken, and what to give instead."""
        return str(self._phrases["refusal"][invalid.reason]).format(
            shown=invalid.shown, **invalid.data
        )

    def opening(
        self, how: StrEnum, draft: Draft, fields: Sequence[RequestField], knowledge: KnowledgeBase
    ) -> str:
        """How the draft came up, and what is known already."""
        title = knowledge.procedures[draft.entry].title
        opening = self._phrases["opening"][how].format(reference=draft.reference, title=title)
        is_complete = not draft.next_question(fields)  # then the summary follows
        known = _values(draft.fields, fields) if not is_complete else ""
        hint = [self.say("hint")] if how == "new" else []
        so_far = [self.say("known", values=known)] if known else []
        return "\n".join([opening, *so_far, *hint])

    def not_yet(self, missing: Sequence[RequestField]) -> str:
        """What is needed before it can be saved."""
        return self.say("not_yet", items=labels_of(missing))

    def confirm(self, *, may_submit: bool, sends: bool = False) -> str:
        """What to say when everything is right; `sends`: whether contacts are then e-mailed it."""
        if may_submit:
            return self.say("confirm_own")
        return self.say("confirm_other" if sends else "confirm_other_outbox")

    def paused(self, draft: Draft, missing: Sequence[RequestField], days: int) -> str:
        """It is kept as it is."""
        still = self.say("paused_missing", items=labels_of(missing)) if missing else ""
        return self.say("paused", reference=draft.reference, missing=still, days=days)

    def too_many(self, draft: Draft, rate: DraftRate, directory: Directory) -> str:
        """No more drafts are taken for now."""
        hours = max(1, round(rate.within.total_seconds() / 3600))
        return self.say(
            "too_many",
            reference=draft.reference,
            amount=rate.amount,
            hours=hours,
            phones=self._facts.numbers(service_desk_phones(directory)),
        )

    def ask_whether_for(
        self, draft: Draft, title: str, values: Mapping[str, str], fields: Sequence[RequestField]
    ) -> str:
        """Whether values are meant for the draft."""
        given = _values(values, fields)
        return self.say("for_draft", reference=draft.reference, title=title, values=given)


def _values(values: Mapping[str, str], fields: Sequence[RequestField]) -> str:
    return "; ".join(
        f"{field.short}: {_shortened(values[field.key])}" for field in fields if field.key in values
    )


def _shortened(value: str, longest: int = 120) -> str:
    line = " ".join(value.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
