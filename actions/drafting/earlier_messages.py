"""What the user has said in this session that a draft can use, before anybody asked for it."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from actions.caller import NEXT_CALLER
from actions.drafting.answer import NEEDS
from actions.drafting.commands import ReadingName
from actions.drafting.conversation import DRAFT
from actions.drafting.role_value import role_values
from actions.message_context import MessageContext
from actions.tracker import CURRENT_ENTRY
from common.plain_text import line
from faq_kb.cases import decided_by
from faq_kb.contract import NOTES, DraftSuggestion
from faq_kb.model import ItemType, Procedure
from tickets.draft import Draft
from tickets.fields import AGENCY, PHONE, REQUESTER_NAME, RequestField, fields_of
from tickets.notes import extended, says_more, statements
from tickets.pieces import is_written_name
from tickets.reading import UNSURE, MessageReader
from tickets.requester_role import said_role
from tickets.tagged_value import TaggedValue

# Whatever a request is about it may contain these; the first two are the same in each.
OF_REQUESTER = frozenset({REQUESTER_NAME, PHONE})
# The item that lists people.
PEOPLE = frozenset({"people"})
OF_ALL = OF_REQUESTER | {"billing_number"}
# Readings of messages that say what is needed (commands.py); a request may only say that.
REQUEST = ReadingName.REQUEST.value
TELLING = frozenset({REQUEST, *map(str, (ReadingName.PROCEDURE, ReadingName.VALUE, *NEEDS))})
READ = ("reading", "specific_intent")  # keys of a message as the pipeline parsed it
FEWEST_WORDS, FEWEST_WORDS_OF_REQUEST = 4, 8


class EarlierMessage(NamedTuple):
    """An earlier message of the user, and whether it is about the entry of the draft."""

    text: str
    tagged: list[TaggedValue]
    reading: str
    intent: str
    is_about: bool

    def reduced_to(self, keys: Collection[str]) -> "EarlierMessage":
        """The message with the values of these fields only."""
        tagged = [one for one in self.tagged if one.key in keys]
        return self._replace(tagged=tagged, is_about=False)

    def describes(self, entry: str) -> bool:
        """Whether it says what is requested, and not only that something is."""
        fewest = FEWEST_WORDS_OF_REQUEST if self.reading == REQUEST else FEWEST_WORDS
        is_meant = self.intent == entry or self.reading == ReadingName.VALUE
        is_telling = self.is_about and is_meant and self.reading in TELLING
        return is_telling and len(self.text.split()) >= fewest


class EarlierMessages:
    """Reads the messages of the session for a draft."""

    def __init__(self, context: MessageContext) -> None:
        self.context = context

    def values(self, entry: str, procedure: Procedure) -> dict[str, str]:
        """Values in what was said since the entry came up, the latest last."""
        fields = fields_of(entry, procedure)
        values: dict[str, str] = {}
        user = self.context.user
        if user.name:
            values[REQUESTER_NAME] = line(user.name)
        found = self.context.finding.clicked_or_named(asked=False).agency
        if agency := found or self.context.finding.own():
            values[AGENCY] = agency.name
        reader = MessageReader(fields, None, self.context.services.today())
        values |= self._role(entry, is_agency_known=AGENCY in values)
        for said in self._messages(entry):
            read = reader.values if said.is_about else reader.tagged
            given = read(said.text, said.tagged)
            given.pop(AGENCY, None)
            # What is requested is said first: later messages are about other things.
            described = {field.key for field in fields if field.from_request} & values.keys()
            values |= {key: value for key, value in given.items() if key not in described}
        values |= decided_by(procedure, values)
        values |= self._notes(entry, values)
        wanted = {field.key for field in fields_of(entry, procedure, values)}
        return {key: value for key, value in values.items() if key in wanted}

    def _role(self, entry: str, *, is_agency_known: bool) -> dict[str, str]:
        """The role that the user said to have, the latest, and its agency if that is not known."""
        roles = [role for said in self._messages(entry) if (role := said_role(said.text))]
        if not roles:
            return {}
        return role_values(roles[-1], self.context, is_agency_known=is_agency_known)

    def _notes(self, entry: str, values: Mapping[str, str]) -> dict[str, str]:
        """What the user said of the request in other words than those of its values."""
        notes = ""
        for said in self._messages(entry):
            told = statements(said.text) or said.text
            if said.describes(entry) and says_more(told, values.values()):
                notes = extended(notes, told)
        return {NOTES: notes} if notes else {}

    def unsure(self, draft: Draft, field: RequestField) -> DraftSuggestion | None:
        """What may have been said for a field, the latest; none that the user was asked about."""
        reader = MessageReader((field,), None, self.context.services.today())
        for said in reversed(self._messages(draft.entry, draft.reference)):
            value = reader.unsure(said.text, said.tagged).get(field.key) if said.is_about else None
            found = DraftSuggestion(key=field.key, value=value) if value else None
            is_new = value not in draft.fields.values()
            if found and is_new and not self.has_suggested(found):
                return found
        return None

    def with_names(
        self, draft: Draft, taken: Mapping[str, str], fields: Collection[RequestField]
    ) -> DraftSuggestion | None:
        """The names of people told before, for an item that has just got another: "Ben, too".

        They were tagged as names of people, and no item has them.
        """
        people = {one.key for one in fields if one.type is ItemType.PERSON} | PEOPLE
        given = {**draft.fields, **taken}
        known = [value for key, value in given.items() if key != NOTES]
        for key, value in taken.items():
            if key in draft.fields or key not in people - OF_ALL or not is_written_name(value):
                continue
            names = [
                one.value
                for said in self._messages(draft.entry, draft.reference)
                for one in said.tagged
                if said.is_about
                and one.key in people
                and one.confidence >= UNSURE
                and is_written_name(one.value)
            ]
            others = [
                name for name in dict.fromkeys(names) if not any(name in one for one in known)
            ]
            if others:
                return DraftSuggestion(key=key, value=", ".join((*others, value)))
        return None

    def has_suggested(self, suggestion: DraftSuggestion) -> bool:
        """Whether the user was asked about it before: nobody is asked twice."""
        return (suggestion.key, suggestion.value) in self._suggested()

    def _suggested(self) -> set[tuple[str, str]]:
        """What the user was asked about already, key and value."""
        found = set()
        for event in self.context.tracker.events:
            reply: dict[str, Any] = (event.get("data") or {}).get("custom") or {}
            if suggestion := reply.get("suggested"):
                found.add((str(suggestion["key"]), str(suggestion["value"])))
        return found

    def _messages(self, entry: str, reference: str = "") -> list[EarlierMessage]:
        """What the user typed in this session, this message included.

        Before the conversation was about the entry only what any request may contain counts, and
        before another draft than that of the `reference` only who asks.
        """
        found: list[EarlierMessage] = []
        for event in self.context.tracker.events:
            name = event.get("name")
            if event["event"] == "user" and not str(event.get("text") or "/").startswith("/"):
                parsed = event.get("parse_data") or {}
                tagged = TaggedValue.of_message(parsed, entry, OF_ALL)
                reading, intent = (str(parsed.get(key) or "") for key in READ)
                intent = entry if entry in (parsed.get("choices") or ()) else intent
                said = EarlierMessage(str(event["text"]), tagged, reading, intent, is_about=True)
                found.append(said)
                if intent == NEXT_CALLER:
                    found = []
            if event["event"] == "session_started":
                found = []
            elif name == DRAFT and event.get("value") != reference:
                found = [said.reduced_to(OF_REQUESTER) for said in found]
            elif name == CURRENT_ENTRY and event.get("value") != entry:
                found = [said.reduced_to(OF_ALL) for said in found]
        return found
