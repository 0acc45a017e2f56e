"""Values for a draft that is not being filled in: those of a message that means to give them."""

from actions.drafting.commands import Command, ReadingName, SaidText, UserMessage
from actions.drafting.conversation import DraftConversation
from faq_kb.model import ItemType
from tickets.draft import Draft
from tickets.fields import AGENCY
from tickets.naming import named
from tickets.reading import MessageReader
from tickets.reference import without_references
from tickets.values import InvalidValue

GIVING = (ReadingName.VALUE, ReadingName.COMMAND, ReadingName.REPAIR)
CHANGING = frozenset({Command.CHANGE, Command.RESUME})
# Readings of a message that may still say no more than a value that a draft waits for.
DOUBTFUL = (
    ReadingName.PROCEDURE,
    ReadingName.DETAIL,
    ReadingName.RETURN,
    ReadingName.VAGUE,
    ReadingName.NONE,
)
# From here on a question is one, whatever values are in it.
CLEARLY = 0.8


class LaterValues:
    """Reads messages for drafts that are paused, saved, or handed over."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context

    def of(self, said: SaidText, draft: Draft, *, by_name: bool = True) -> dict[str, str]:
        """The values for the draft in what was said, each one checked.

        `by_name`: a number that has no tag is taken, too, where the text names what it is.
        """
        fields = self.drafts.every_field(draft)
        reader = MessageReader(fields, None, self.drafts.today, draft.fields)
        found = reader.values(said.text, said.tagged)
        found |= self._papers(said.text, draft)
        if by_name:
            found = {**self._number(said.text, draft), **found}
        agency = found.pop(AGENCY, "")
        if resolved := self._agency(agency):
            found[AGENCY] = resolved
        return found

    def meant(self, message: UserMessage, draft: Draft) -> dict[str, str]:
        """The values of a message that names no draft, where it means to give them."""
        is_giving = message.command in CHANGING or message.is_read_as(*GIVING)
        values = self.of(message.said, draft, by_name=is_giving)
        if AGENCY in draft.fields:
            # Who says where he or she works talks of more than one request.
            values.pop(AGENCY, None)
        return values if values and self._means_to_give(message, draft, values) else {}

    def _means_to_give(self, message: UserMessage, draft: Draft, values: dict[str, str]) -> bool:
        if message.command in CHANGING:
            return True
        if message.is_read_as(*GIVING):
            return not self._is_new_request(message, values)
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

    def _is_new_request(self, message: UserMessage, values: dict[str, str]) -> bool:
        """Whether it tells to start a request that takes these values: "unblock that site, too"."""
        procedure = self.context.knowledge.procedures.get(message.intent)
        if procedure is None or not message.is_read_as(ReadingName.COMMAND):
            return False
        return not values.keys().isdisjoint(item.key for item in procedure.include)

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
            return {paper.key: paper.check(text, self.drafts.today)}
        except InvalidValue:
            return {}

    def _number(self, text: str, draft: Draft) -> dict[str, str]:
        """The billing number, where it is named, and one word beside references has a digit."""
        fields = [*self.drafts.fields(draft)]
        field = next((one for one in fields if one.key == named(text, fields)), None)
        words = [word for word in without_references(text).split() if any(map(str.isdigit, word))]
        if field is None or field.type is not ItemType.BILLING_NUMBER or len(words) != 1:
            return {}
        try:
            return {field.key: field.check(words[0].rstrip(",.;!?"), self.drafts.today)}
        except InvalidValue:
            return {}

    def _agency(self, written: str) -> str:
        """The official name of an agency; empty where none is known by the name."""
        found = self.context.finding.in_words(written, asked=True).agency if written else None
        return found.name if found else ""
