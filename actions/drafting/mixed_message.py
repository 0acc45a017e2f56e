"""A message that does more than one thing: tells and asks, puts off and tells, says no and tells.

"60512. How long does it take?" is answered in both; what it tells is never lost over the rest.
"""

from dataclasses import replace

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions.drafting.answer import asks_about_item
from actions.drafting.commands import Command, ReadingName, UserMessage
from actions.drafting.conversation import DRAFT_ANSWER, DRAFT_FORM, DRAFT_OPENING
from actions.drafting.editor import DraftEditor
from actions.drafting.item_question import asks_about_request, meant_item, refers
from actions.drafting.message_notes import with_note
from actions.drafting.message_parts import MessageParts, blanked
from actions.drafting.message_values import MessageValues
from actions.tracker import Events
from faq_kb.contract import NOTES
from tickets.corrections import agreement, denial
from tickets.draft import Draft
from tickets.events import REQUESTER
from tickets.fields import AGENCY, RequestField
from tickets.inquiries import asks_what_is_noted
from tickets.naming import named
from tickets.notes import FEWEST_WORDS
from tickets.reading import MessageReader
from tickets.tag_reader import CLOSED
from tickets.values import InvalidValue

LONGEST_PLAIN = 5  # words of "no" to a paper: "no, I don't have it"
# In the slot of the opening, before the keys of what was noted: a question beside it is answered.
TOLD = "told"


class MixedMessages:
    """Does each thing that a message says; every method returns the Rasa events."""

    def __init__(self, filling: DraftEditor, read: MessageValues) -> None:
        self.filling = filling
        self.asking = filling.asking
        self.drafts = filling.drafts
        self.read = read

    def declined(self, message: UserMessage, draft: Draft) -> tuple[UserMessage, bool]:
        """The message without the "no" to a value that was offered, where it says more."""
        length = denial(message.text)
        if message.is_click or not length or not self.asking.suggested(draft):
            return message, False
        return _from(message, length), True

    def agreed(self, message: UserMessage, draft: Draft) -> tuple[UserMessage, dict[str, str]]:
        """The message without the "yes" to a value that was offered, where it says more."""
        length, suggested = agreement(message.text), self.asking.suggested(draft)
        if message.is_click or not length or not suggested:
            return message, {}
        return _from(message, length), self.filling.agreed_values(suggested)[0]

    def denied(self, draft: Draft) -> dict[str, str]:
        """What "no" to the value that was offered says by itself."""
        suggested = self.asking.suggested(draft)
        return self.filling.denied_values(draft, suggested) if suggested else {}

    def noted_item(self, draft: Draft, message: UserMessage) -> Events | None:
        """What is noted of the item that a question asks about; None where it asks for none."""
        if message.is_click or not asks_what_is_noted(message.text):
            return None
        fields = self.drafts.fields(draft)
        key = named(message.text, fields)
        field = next((one for one in fields if one.key == key), None)
        if field is None or self.read.values(message, draft, None).keys() - {NOTES}:
            return None
        return self.asking.tell(draft, field)

    def declining(self, draft: Draft, asked: RequestField, message: UserMessage) -> Events:
        """A value that was offered is wrong, and what is said beside "no" answers nothing."""
        if unsure := self.read.unsure(draft, None, message):
            return self.asking.suggest(draft, unsure)
        note = self.read.note(draft, asked, message)
        if note:
            return self.filling.keep_note(draft, note, asked)
        return self.filling.do(Command.DENY, draft, message)

    def several(
        self, draft: Draft, asked: RequestField, message: UserMessage, parts: MessageParts
    ) -> Events:
        """Takes what a message tells beside what it asks or puts off, and does that, too."""
        told = parts.told
        values = self.read.values(told, draft, asked) if told.text.strip() else {}
        puts_off = parts.puts_off
        if not values and told.text.strip() and not puts_off and asked.key != AGENCY:
            values, puts_off = self._answer(told, self.read.reader(draft, asked))
        is_plain = puts_off and not parts.puts_off and len(told.text.split()) <= LONGEST_PLAIN
        note = "" if is_plain else self._note(draft, asked, told, values)
        values |= with_note(draft, note)
        is_open = asked.key not in values and asked.key not in draft.fields
        skipped = asked if puts_off and is_open else None
        if not parts.asks:
            unsure = self.read.unsure(draft, None, told, values)
            if skipped:
                return self.filling.skip(draft, asked, values, unsure)
            return self.filling.take(draft, values, unsure, self.read.told)
        draft = self.filling.noted(draft, values, skipped)
        is_of_item = asks_about_item(message) and not self.is_for_rules(draft, message)
        if is_of_item and not self._is_of_another_entry(draft, message):
            return self._explained(draft, asked, message, values)
        opening = ":".join((TOLD, *values))
        return [*self.drafts.remember(draft), SlotSet(DRAFT_OPENING, opening), *rejected()]

    def shown(self, draft: Draft, asked: RequestField | None, told: UserMessage) -> Events:
        """Takes what is told beside a sentence that asks to see the draft, and shows it."""
        values = self.read.values(told, draft, asked) if told.text.strip() else {}
        if told.text.strip():
            values |= with_note(draft, self._note(draft, asked, told, values))
        return self.filling.show(self.filling.noted(draft, values), [*values])

    def _answer(self, told: UserMessage, reader: MessageReader) -> tuple[dict[str, str], bool]:
        """What is told as the answer to the question, and whether it puts it off."""
        asked = reader.asked
        if asked is None or not (told.is_read_as(ReadingName.VALUE) or asked.type in CLOSED):
            return {}, False
        try:
            return {asked.key: reader.answer(told.text.strip(" .!\n"))}, False
        except InvalidValue as refusal:
            return {}, refusal.reason == "attachment_not_yet"

    def _note(
        self, draft: Draft, asked: RequestField | None, told: UserMessage, values: dict[str, str]
    ) -> str:
        """What is told beside the values: nothing is lost, however it reads by itself."""
        if note := self.read.note(draft, asked, told, values):
            return note
        is_lost = not values and not told.is_read_as(ReadingName.COMMAND)
        return told.statements if is_lost and len(told.text.split()) > FEWEST_WORDS else ""

    def _explained(
        self, draft: Draft, asked: RequestField, message: UserMessage, values: dict[str, str]
    ) -> Events:
        """The item that is asked about beside an answer; any other question is for a person."""
        meant = self.meant(draft, message)
        if not meant and asked.key not in values and refers(message):
            meant = asked
        if meant and asks_what_is_noted(message.questions):
            return self.asking.tell(draft, meant, [*values])
        if meant:
            return self.asking.explain(draft, self.asking.asked(draft), meant, [*values])
        draft = self.drafts.note(draft, with_note(draft, message.questions), REQUESTER)
        said = self.drafts.words.kept_as_note(message.questions)
        return self.asking.go_on(draft, said, [*values])

    def _is_of_another_entry(self, draft: Draft, message: UserMessage) -> bool:
        """Whether a question is about another procedure, and about no item of this draft."""
        is_other = message.intent in self.drafts.context.knowledge.procedures
        return is_other and message.intent != draft.entry and not self.meant(draft, message)

    def meant(self, draft: Draft, message: UserMessage) -> RequestField | None:
        """The item that a question names, whichever was asked for; "that" names none."""
        return meant_item(message, self.drafts.fields(draft), draft.entry)

    def explained(self, draft: Draft, asked: RequestField, message: UserMessage) -> Events:
        """The item that a question names, else the one asked for; the rules answer any other."""
        if self.is_for_rules(draft, message):
            return rejected()
        return self.asking.explain(draft, asked, self.meant(draft, message) or asked)

    def is_for_rules(self, draft: Draft, message: UserMessage) -> bool:
        """Whether a question is about no item, but about the request, which the rules answer."""
        return asks_about_request(message, draft.entry) and not self.meant(draft, message)


def _from(message: UserMessage, start: int) -> UserMessage:
    """The message with blanks before a place, so that the rest stays where it is."""
    text = blanked(message.text, [(start, len(message.text))])
    tagged = tuple(one for one in message.tagged if one.start >= start)
    return replace(message, text=text, tagged=tagged)


def rejected() -> Events:
    """The message is for the rules."""
    return [SlotSet(DRAFT_ANSWER, None), ActionExecutionRejected(DRAFT_FORM)]
