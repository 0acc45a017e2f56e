"""Values for a draft that is not being filled in: those of a message that means to give them."""

from actions.drafting.commands import Command, ReadingName, SaidText, UserMessage
from actions.drafting.conversation import DraftConversation
from actions.drafting.naming import named
from faq_kb.model import ItemType
from tickets.draft import Draft
from tickets.fields import AGENCY
from tickets.reading import MessageReader
from tickets.values import InvalidValue, check

GIVING = (ReadingName.VALUE, ReadingName.COMMAND, ReadingName.REPAIR)
CHANGING = frozenset({Command.CHANGE, Command.RESUME})
# Readings of a message that may still say no more than a value that a draft waits for.
DOUBTFUL = (
    ReadingName.PROCEDURE,
    ReadingName.DETAIL,
    ReadingName.RETURN,
    ReadingName.NONE,
)
# From here on it is what it is read as.
CLEARLY = 0.6


class LaterValues:
    """Reads messages for drafts that are paused, saved, or handed over."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context

    def of(self, said: SaidText, draft: Draft) -> dict[str, str]:
        """The values for the draft in what was said, each one checked."""
        fields = self.drafts.every_field(draft)
        reader = MessageReader(fields, None, self.drafts.today, frozenset(draft.fields))
        found = reader.values(said.text, said.tagged)
        found |= self._papers(said.text, draft)
        agency = found.pop(AGENCY, "")
        if resolved := self._agency(agency):
            found[AGENCY] = resolved
        return found

    def meant(self, message: UserMessage, draft: Draft) -> dict[str, str]:
        """The values of a message that names no draft, where it means to give them."""
        values = self.of(message.said, draft)
        if AGENCY in draft.fields:
            # Who says where he or she works talks of more than one request.
            values.pop(AGENCY, None)
        return values if values and self._means_to_give(message, draft, values) else {}

    def _means_to_give(self, message: UserMessage, draft: Draft, values: dict[str, str]) -> bool:
        if message.is_read_as(*GIVING) or message.command in CHANGING:
            return True
        if not message.is_read_as(*DOUBTFUL) or self._is_clear(message):
            return False
        missing = {field.key for field in draft.missing(self.drafts.fields(draft))}
        # What is there already is said once more.
        news = values.items() - draft.fields.items()
        is_awaited = {key for key, _ in news} <= missing
        return is_awaited and not self._is_of_another(message, draft, values)

    def _is_clear(self, message: UserMessage) -> bool:
        is_question = message.is_read_as(ReadingName.PROCEDURE, ReadingName.DETAIL)
        return is_question and message.reading.confidence >= CLEARLY

    def _is_of_another(self, message: UserMessage, draft: Draft, values: dict[str, str]) -> bool:
        """Whether the message is about a request of another kind, which may take the values."""
        procedure = self.context.knowledge.procedures.get(message.intent)
        if procedure is None or message.intent == draft.entry:
            return False
        return not values.keys().isdisjoint(item.key for item in procedure.include)

    def _papers(self, text: str, draft: Draft) -> dict[str, str]:
        """The paper that the draft lacks and that is there now: "I have the police report now"."""
        fields = [field for field in self.drafts.fields(draft) if field.key not in draft.fields]
        papers = {field.key: field for field in fields if field.type is ItemType.ATTACHMENT}
        if not (paper := papers.get(named(text, fields))):
            return {}
        try:
            return {paper.key: check(paper.type, text, today=self.drafts.today)}
        except InvalidValue:
            return {}

    def _agency(self, written: str) -> str:
        """The official name of an agency; empty where none is known by the name."""
        found = self.context.finding.in_words(written, asked=True).agency if written else None
        return found.name if found else ""
