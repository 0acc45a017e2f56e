"""What a message gives for a draft: its values, what may be one, and what is for the notes."""

from collections.abc import Mapping

from actions.drafting.agency_value import (
    AgencyValue,
    agency_of,
    beside_name,
    listed_as,
    name_alone,
)
from actions.drafting.answer import asks_about_item, may_give, suggestion, values_in
from actions.drafting.commands import UserMessage
from actions.drafting.conversation import DraftConversation
from actions.drafting.earlier_messages import EarlierMessages
from actions.drafting.later_values import LaterValues
from actions.drafting.message_notes import notes_in
from actions.drafting.role_value import RoleValue, role_of
from faq_kb.cases import decided_by
from faq_kb.contract import NOTES, DraftSuggestion
from tickets.corrections import says_also
from tickets.draft import Draft
from tickets.fields import AGENCY, REQUESTER_NAME, RequestField
from tickets.reading import NO_VALUES, MessageReader


class MessageValues:
    """Reads one message; `agency` is what became of the agency in it."""

    def __init__(self, drafts: DraftConversation, later: LaterValues) -> None:
        self.drafts = drafts
        self.context = drafts.context
        self.later = later
        self.agency = AgencyValue()
        self.role = RoleValue()

    @property
    def told(self) -> str:
        """What is to be said of its values."""
        return " ".join(filter(None, (listed_as(self.drafts.words, self.agency), self.role.told)))

    def values(
        self,
        message: UserMessage,
        draft: Draft,
        asked: RequestField | None,
        *,
        is_command: bool = False,
    ) -> dict[str, str]:
        """The values in the message, with the agency's official name."""
        if draft.takes_additions:
            return {} if message.is_click else self.later.meant(message, draft)
        reader = self.reader(draft, asked)
        if asked and asked.key == NOTES and not (is_command or asks_about_item(message)):
            return {NOTES: message.text}
        values = beside_name(values_in(message, draft.entry, reader), self.context)
        tagged = values.pop(AGENCY, "")
        if may_give(message, draft.entry, asked):
            self.agency = agency_of(message, draft, tagged, asked, self.context)
            values |= self.agency.values
            if REQUESTER_NAME not in draft.fields:
                name = name_alone(message.text, values, self.context)
                values |= {REQUESTER_NAME: name} if name else {}
            agency = values.get(AGENCY, "") or draft.agency
            self.role = role_of(message.text, draft, agency, self.drafts)
            values |= self.role.values
        procedure = self.context.knowledge.procedures[draft.entry]
        return values | (decided_by(procedure, {**draft.fields, **values}) if values else {})

    def taken_off(self, draft: Draft, message: UserMessage) -> dict[str, str]:
        """What is left of a value of which the message takes a name off, perhaps ""."""
        if message.is_click or not may_give(message, draft.entry, None) or draft.takes_additions:
            return {}
        found = self.reader(draft, None).changes.without_denied(message.text)
        return dict([found]) if found else {}

    def unsure(
        self,
        draft: Draft,
        asked: RequestField | None,
        message: UserMessage,
        taken: Mapping[str, str] = NO_VALUES,
    ) -> DraftSuggestion | None:
        """A value that the message may give beside those that are `taken`."""
        if draft.takes_additions:
            return None
        found = suggestion(message, draft.entry, self.reader(draft, asked), taken)
        if (name := self.agency.doubtful) and AGENCY not in draft.fields:
            found = found or DraftSuggestion(key=AGENCY, value=name)
        earlier = EarlierMessages(self.context)
        if not found and says_also(message.text):
            found = earlier.with_names(draft, taken, self.drafts.fields(draft))
        return None if found and earlier.has_suggested(found) else found

    def note(
        self,
        draft: Draft,
        asked: RequestField | None,
        message: UserMessage,
        values: Mapping[str, str] = NO_VALUES,
    ) -> str:
        """What the message says that neither its values nor the draft have."""
        if draft.takes_additions:
            return ""
        return notes_in(message, draft.entry, self.reader(draft, asked), values)

    def reader(self, draft: Draft, asked: RequestField | None) -> MessageReader:
        fields = self.drafts.every_field(draft)
        return MessageReader(fields, asked, self.drafts.today, draft.fields)
