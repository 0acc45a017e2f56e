"""One message while a draft is filled in: an answer, a correction, a command, or a question."""

from typing import NamedTuple

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions.caller import NEXT_CALLER, forget
from actions.contact_check import CHECK
from actions.drafting.commands import ANSWERS, EMPTY, Command, UserMessage, message_of
from actions.drafting.conversation import (
    DRAFT_ANSWER,
    DRAFT_FORM,
    DRAFT_OPENING,
    DraftConversation,
)
from actions.drafting.editor import DraftEditor
from actions.drafting.opener import OpeningKind
from actions.drafting.ticket_request import asks, wants_another
from actions.tracker import Events, specific_intent
from faq_kb.knowledge import CONTACT_LOOKUP, CONTACT_ROLE_ENTRIES
from faq_kb.model import ItemType
from tickets.draft import Draft
from tickets.fields import AGENCY, RequestField
from tickets.reading import FREE, TEXTUAL, read
from tickets.service import ChangedMeanwhileError
from tickets.values import InvalidValue, check

NOT_YET = "attachment_not_yet"
# "Go back one" has a number in it, too.
SURE_OF_COMMAND = dict.fromkeys((ItemType.COUNT, ItemType.BILLING_NUMBER, ItemType.DATE), 0.95)
SMALL_TALK = frozenset({"greet", "thanks", "help", "goodbye", "person"})
LONGEST_SMALL_TALK = 4  # words
SURE_OF_SMALL_TALK = 0.6
# Readings of what the rules answer, whatever is asked for, when the pipeline is sure.
PROCEDURE = "procedure"
QUESTIONS = frozenset({"detail", PROCEDURE, "contacts", "person"})
SURE_OF_READING = 0.8
FEWEST_WORDS = 3  # of a question, and of an answer that stands beside other values
# Answered by the rules, whatever is being filled in.
OTHER_DRAFTS = frozenset({Command.LIST, Command.STATUS})
# Open another draft by themselves.
OPENING = frozenset({Command.START, Command.RESUME})


class GivenValues(NamedTuple):
    """What a message gives: values, fields that were only named, and what is left."""

    values: dict[str, str]
    named: tuple[str, ...]
    rest: str


class DraftForm:
    """The form's turn: finds out what a message means and has it done."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context
        self.filling = DraftEditor(drafts)
        self.asking = self.filling.asking
        # The user's own agency is known to the rest of the conversation, too.
        self.kept: Events = []

    def run(self) -> Events:
        """Take the user's message, or come back to the form after something else."""
        draft = self.drafts.current()
        if draft is None or not draft.is_editable:
            return self._gone(draft)
        try:
            if self._is_a_message() and self._is_next_caller():
                return self.filling.end(forget(self.context))
            if self._is_a_message():
                return [SlotSet(DRAFT_OPENING, None), *self._message(draft), *self.kept]
            opening = self.context.tracker.get_slot(DRAFT_OPENING)
            return self.asking.present(
                draft, OpeningKind(opening) if opening in set(OpeningKind) else None
            )
        except ChangedMeanwhileError as error:
            return self._changed_meanwhile(error.draft)

    def _message(self, draft: Draft) -> Events:
        message, asked = message_of(self.context.tracker), self.asking.answered(draft)
        command = self._command(message, asked)
        if command in OTHER_DRAFTS or (message.is_click and not command):
            return self._rejected()
        if command not in OPENING and message.is_about_another(draft.reference):
            return self._rejected()
        given = self._given(message, draft, asked)
        if command and not given.values:
            return self.filling.do(command, draft, message, given.named)
        if given.values:
            return self.filling.take(draft, given.values | self._remainder(given, asked))
        if message.intent != EMPTY and (
            self._is_question(message, draft, asked) or self._is_read_so(message, draft, asked)
        ):
            return self._rejected()
        return self._answer(draft, asked, message)

    def _command(self, message: UserMessage, asked: RequestField | None) -> Command | None:
        """The command, unless the message is a value of what is asked for."""
        if message.command in ANSWERS and self.filling.opening.offered():
            return message.command
        command = message.command_in(asked)
        if not command or not asked or message.is_click or asked.type in TEXTUAL:
            return command
        if message.exact_command or message.confidence >= SURE_OF_COMMAND.get(asked.type, 2.0):
            return command
        try:
            check(asked.type, message.text, today=self.drafts.today, choices=asked.choices)
        except InvalidValue as refusal:
            return None if refusal.reason == NOT_YET else command
        return None

    def _given(self, message: UserMessage, draft: Draft, asked: RequestField | None) -> GivenValues:
        reading = read(message.text, self.drafts.fields(draft), asked, self.drafts.today)
        values = dict(reading.values)
        if AGENCY in reading.named or (asked and asked.key == AGENCY):
            values.pop(AGENCY, None)
            found = self.context.finding.in_words(message.text, asked=True).agency
            # Whose contacts are asked for is not for whom the request is.
            if found and not (asks(message.text) and self._is_about_people(message)):
                values[AGENCY] = found.name
                self.kept = self.context.finding.keep_own(found)
        elif AGENCY not in draft.fields and (
            agency := self.context.finding.agencies.named(message.text)
        ):
            values[AGENCY] = agency.name
        return GivenValues(values, reading.named, reading.rest)

    def _remainder(self, given: GivenValues, asked: RequestField | None) -> dict[str, str]:
        """The answer to the question that stood beside values of other fields."""
        if not asked or asked.key in given.values or asked.type not in TEXTUAL:
            return {}
        fewest = 1 if asked.type is ItemType.PERSON else FEWEST_WORDS
        if asked.key == AGENCY or asks(given.rest) or len(given.rest.split()) < fewest:
            return {}
        try:
            return {asked.key: check(asked.type, given.rest, today=self.drafts.today)}
        except InvalidValue:
            return {}

    def _answer(self, draft: Draft, asked: RequestField | None, message: UserMessage) -> Events:
        """No other reading fits: take the message as the answer."""
        if asked is None:
            return self.asking.go_on(draft, self.drafts.words.say("unclear"))
        if message.intent == EMPTY:
            return self.asking.ask(draft, asked, self.drafts.words.say("empty_message"))
        try:
            if message.is_bare_answer and asked.type in FREE:
                raise InvalidValue("empty", message.text)
            if asked.key == AGENCY:
                options = self.context.finding.in_words(message.text, asked=True).options
                names = ", ".join(agency.name for agency in options)
                reason = "agency_unclear" if options else "agency_unknown"
                raise InvalidValue(reason, message.text, choices=names)
            value = check(asked.type, message.text, today=self.drafts.today, choices=asked.choices)
        except InvalidValue as refusal:
            if self._means_something_else(message):
                return self._rejected()
            return self.filling.refuse(draft, asked, refusal)
        return self.filling.take(draft, {asked.key: value})

    def _is_question(self, message: UserMessage, draft: Draft, asked: RequestField | None) -> bool:
        """Whether it is to be answered by the rules, after which the form goes on."""
        words = len(message.text.split())
        is_sure = message.confidence >= SURE_OF_SMALL_TALK
        if message.intent in SMALL_TALK and words <= LONGEST_SMALL_TALK and is_sure:
            return True
        if asked is None or asked.type in TEXTUAL:
            is_other = message.intent != draft.entry and self._is_entry(message)
            return asks(message.text) or (is_other and wants_another(message.text))
        return message.text.rstrip().endswith("?") and words >= FEWEST_WORDS

    def _is_read_so(self, message: UserMessage, draft: Draft, asked: RequestField | None) -> bool:
        """Whether the pipeline is sure that it is a question or about another topic, no value.

        What is said about the draft's own entry describes the request.
        """
        name, confidence = message.reading
        if name not in QUESTIONS or confidence < SURE_OF_READING:
            return False
        if name == PROCEDURE and message.intent == draft.entry:
            return False
        return not asked or asked.type in TEXTUAL or not self._is_value(message.text, asked)

    def _is_value(self, text: str, asked: RequestField) -> bool:
        try:
            check(asked.type, text, today=self.drafts.today, choices=asked.choices)
        except InvalidValue:
            return False
        return True

    def _means_something_else(self, message: UserMessage) -> bool:
        """Whether what is no value of the field is something that the rules can answer."""
        is_known = message.intent.startswith("facet_") or message.intent == "clarify"
        enough = len(message.text.split()) >= FEWEST_WORDS
        something = asks(message.text) or wants_another(message.text)
        return (is_known or self._is_entry(message)) and enough and something

    def _is_entry(self, message: UserMessage) -> bool:
        return message.intent in self.context.knowledge.procedures

    def _is_next_caller(self) -> bool:
        """Whether an agent is done with the caller; the draft stays as it is."""
        return (
            self.context.user.is_service_desk
            and specific_intent(self.context.tracker) == NEXT_CALLER
        )

    def _is_about_people(self, message: UserMessage) -> bool:
        """Whether it looks somebody up."""
        return message.intent in {CONTACT_LOOKUP, CHECK, *CONTACT_ROLE_ENTRIES}

    def _is_a_message(self) -> bool:
        """Whether the user has just spoken; else the form was entered or comes back by itself."""
        names = [
            event["name"] for event in self.context.tracker.events if event["event"] == "action"
        ]
        return names[-2:] == ["action_listen", DRAFT_FORM]

    def _rejected(self) -> Events:
        return [SlotSet(DRAFT_ANSWER, None), ActionExecutionRejected(DRAFT_FORM)]

    def _changed_meanwhile(self, draft: Draft) -> Events:
        if not draft.is_editable:
            return self._gone(draft)
        text = self.drafts.words.say("changed_meanwhile", reference=draft.reference)
        return self.asking.go_on(draft, text)

    def _gone(self, draft: Draft | None) -> Events:
        """The draft ended elsewhere."""
        if draft is None:
            return self.filling.end(self.drafts.say_not_found())
        return self.filling.end(self.filling.closing.standing(draft))
