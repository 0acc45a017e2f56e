"""One message while a draft is filled in: an answer, a correction, a command, or a question."""

from collections.abc import Mapping

from rasa_sdk.events import SlotSet

from actions.caller import NEXT_CALLER, forget
from actions.drafting.answer import (
    DESCRIBING,
    asks_about_item,
    is_answer,
    is_not_there,
    may_be_answer,
)
from actions.drafting.commands import EMPTY, Command, ReadingName, UserMessage, message_of
from actions.drafting.conversation import (
    DRAFT_FORM,
    DRAFT_OPENING,
    DraftConversation,
)
from actions.drafting.editor import DraftEditor
from actions.drafting.form_view import unknown_agency
from actions.drafting.message_notes import with_note
from actions.drafting.message_parts import parts_of
from actions.drafting.message_values import MessageValues
from actions.drafting.mixed_message import MixedMessages, rejected
from actions.drafting.opener import OpeningKind
from actions.drafting.showing import beside_showing, shows_this
from actions.tracker import Events, specific_intent
from faq_kb.contract import NOTES
from tickets.corrections import corrects
from tickets.draft import Draft
from tickets.fields import AGENCY, RequestField
from tickets.reference import references_in
from tickets.service import ChangedMeanwhileError
from tickets.values import InvalidValue

# Answered by the rules, whatever is being filled in.
OTHER_DRAFTS = frozenset({Command.LIST, Command.STATUS})
# Open another draft by themselves.
OPENING = frozenset({Command.START, Command.RESUME})


class DraftForm:
    """The form's turn: finds out what a message means and has it done."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context
        self.filling = DraftEditor(drafts)
        self.asking = self.filling.asking
        self.read = MessageValues(drafts, self.filling.continuation.values)
        self.mixed = MixedMessages(self.filling, self.read)

    def run(self) -> Events:
        """Take the user's message, or come back to the form after something else."""
        draft = self.drafts.current()
        if draft is None or not draft.is_being_filled_in:
            return self._gone(draft)
        try:
            if self._is_a_message() and self._is_next_caller():
                return self.filling.end(forget(self.context))
            if self._is_a_message():
                return [
                    SlotSet(DRAFT_OPENING, None),
                    *self._message(draft),
                    *self.read.agency.events,
                ]
            opening = str(self.context.tracker.get_slot(DRAFT_OPENING) or "")
            if opening == OpeningKind.FORM:
                return self.filling.form.answer(draft, message_of(self.context.tracker))
            how, *noted = opening.split(":")
            return self.asking.present(
                draft, OpeningKind(how) if how in set(OpeningKind) else None, noted
            )
        except ChangedMeanwhileError as error:
            return self._changed_meanwhile(error.draft)

    def _message(self, draft: Draft) -> Events:
        message = message_of(self.context.tracker, draft.entry)
        asked = self.asking.answered(draft)
        command = self._command(draft, message, asked)
        is_about_another = self._is_about_another(message, draft, command)
        is_other = command in OTHER_DRAFTS
        is_of_others = is_other and message.command in OTHER_DRAFTS
        if is_about_another or is_of_others or (message.is_click and not command):
            return rejected()
        if message.is_form:
            return self.filling.form.answer(draft, message)
        if shown := self.mixed.noted_item(draft, message):
            return shown
        message, agreed = self.mixed.agreed(message, draft)
        message, is_declined = self.mixed.declined(message, draft)
        if is_declined:
            agreed = self.mixed.denied(draft)
        if agreed:
            draft = self.filling.noted(draft, agreed)
            asked = self.asking.asked(draft)
        if (beside := beside_showing(message)) and not draft.takes_additions:
            return self.mixed.shown(draft, asked, beside)
        if told := self._telling(draft, asked, message, is_declined=is_declined, agreed=agreed):
            return told
        return (
            rejected()
            if is_other
            else (
                self.filling.do(command, draft, message)
                if command and (message.exact_command or message.intent != EMPTY)
                else self._without_value(draft, asked, message)
            )
        )

    def _telling(
        self,
        draft: Draft,
        asked: RequestField | None,
        message: UserMessage,
        *,
        is_declined: bool,
        agreed: Mapping[str, str],
    ) -> Events | None:
        """What a message does that tells something; None of one that is only a command.

        `agreed`: what it says of a value that was offered, before it says more.
        """
        parts = parts_of(message, self.read.reader(draft, asked))
        if parts.are_several and asked and not draft.takes_additions:
            return self.mixed.several(draft, asked, message, parts)
        is_command = message.is_click or self._command(draft, message, asked) is not None
        values = self.read.values(message, draft, asked, is_command=is_command)
        off = self.read.taken_off(draft, message)
        values = {**agreed, **{key: left for key, left in off.items() if left}, **values}
        also_saves = message.also_saves and not asked and draft.is_editable
        if (values or also_saves) and NOTES not in values:
            values |= with_note(draft, self.read.note(draft, asked, message, values))
        if also_saves:
            return self.filling.save_with(draft, message, values)
        if values:
            unsure = self.read.unsure(draft, asked, message, values)
            if asked and self._leaves_open(draft, asked, message, values):
                return self.filling.skip(draft, asked, values, unsure)
            return self.filling.take(draft, values, unsure, self.read.told)
        if wrong := self._wrong(draft, message, off):
            return self.filling.ask_again(draft, wrong)
        return self.mixed.declining(draft, asked, message) if is_declined and asked else None

    def _wrong(
        self, draft: Draft, message: UserMessage, off: Mapping[str, str]
    ) -> RequestField | None:
        """The item that is wrong as it is; what is right the message does not say."""
        if off:
            return next(one for one in self.drafts.fields(draft) if one.key in off)
        if not message.is_read_as(ReadingName.UNKNOWN) or not corrects(message.text):
            return None
        meant = self.mixed.meant(draft, message)
        return meant if meant and meant.key in draft.fields else None

    def _leaves_open(
        self, draft: Draft, asked: RequestField, message: UserMessage, values: Mapping[str, str]
    ) -> bool:
        """Whether what was asked for is put off beside other values: "not yet, but ..."."""
        if asked.key in values or asked.key in draft.fields or draft.takes_additions:
            return False
        return message.is_read_as(ReadingName.UNKNOWN) or is_not_there(message, asked)

    def _is_about_another(
        self, message: UserMessage, draft: Draft, command: Command | None
    ) -> bool:
        """Whether a button of another draft was clicked, or its reference typed."""
        if message.is_click:
            return message.is_about_another(draft.reference) and command not in OPENING
        named = references_in(message.text)
        return bool(named) and draft.reference not in named

    def _without_value(
        self, draft: Draft, asked: RequestField | None, message: UserMessage
    ) -> Events:
        if message.intent == EMPTY and asked and not asks_about_item(message):
            return self.asking.ask(draft, asked, self.drafts.words.say("empty_message"))
        if asked and asks_about_item(message):
            return self.mixed.explained(draft, asked, message)
        if asked and (message.is_read_as(ReadingName.UNKNOWN) or is_not_there(message, asked)):
            note = self.read.note(draft, asked, message)
            if asked.key in draft.fields and not is_not_there(message, asked):
                return self.filling.pass_over(draft, asked)
            unsure = self.read.unsure(draft, None, message)
            return self.filling.skip(draft, asked, with_note(draft, note), unsure)
        if unsure := self.read.unsure(draft, asked, message):
            return self.asking.suggest(draft, unsure)
        return self._answer(draft, asked, message)

    def _command(
        self, draft: Draft, message: UserMessage, asked: RequestField | None
    ) -> Command | None:
        """The command; yes and no answer first what was offered, then what was asked."""
        is_choice = asked is not None and message.text.casefold() in asked.choices
        is_suggested = bool(self.asking.suggested(draft)) and not is_choice
        is_offered = self.filling.opening.offered() or is_suggested
        if message.command in (Command.AFFIRM, Command.DENY) and is_offered:
            return message.command
        if self.asking.is_edit_title(draft, message.text):
            return Command.CHANGE
        if shows_this(message):
            return Command.SHOW
        if asked and may_be_answer(message, asked):
            return None
        return message.command_in(asked=asked is not None)

    def _answer(self, draft: Draft, asked: RequestField | None, message: UserMessage) -> Events:
        """No part of the message is a value: as a whole it is the answer, or for the rules."""
        if draft.takes_additions and message.is_read_as(*DESCRIBING):
            return rejected()  # what is asked for now is another request
        reader = self.read.reader(draft, asked)
        if not is_answer(message, draft.entry, reader):
            return rejected()
        note = self.read.note(draft, asked, message)
        if asked is None:
            return self.filling.told(draft, message, note)
        try:
            if asked.key == AGENCY:
                raise unknown_agency(self.context.finding, message.text)
            value = reader.answer(message.text)
        except InvalidValue as refusal:
            if note and asked.key != AGENCY:
                return self.filling.keep_note(draft, note, asked)
            return self.filling.refuse(draft, asked, refusal, message.text)
        values = {asked.key: value}
        beside = self.read.note(draft, asked, message, values)
        return self.filling.take(draft, values | with_note(draft, beside))

    def _is_next_caller(self) -> bool:
        """Whether an agent is done with the caller; the draft stays as it is."""
        return (
            self.context.user.is_service_desk
            and specific_intent(self.context.tracker) == NEXT_CALLER
        )

    def _is_a_message(self) -> bool:
        """Whether the user has just spoken; else the form was entered or comes back by itself."""
        names = [
            event["name"] for event in self.context.tracker.events if event["event"] == "action"
        ]
        return names[-2:] == ["action_listen", DRAFT_FORM]

    def _changed_meanwhile(self, draft: Draft) -> Events:
        if not draft.is_being_filled_in:
            return self._gone(draft)
        text = self.drafts.words.say("changed_meanwhile", reference=draft.reference)
        return self.asking.go_on(draft, text)

    def _gone(self, draft: Draft | None) -> Events:
        """The draft ended elsewhere."""
        if draft is None:
            return self.filling.end(self.drafts.say_not_found())
        return self.filling.end(self.filling.closing.standing(draft))
