"""The replies that more than one action gives: an entry, choices, or that nothing fits."""

from collections.abc import Sequence

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.desk import CURRENT_ENTRY, Desk, Events, audience, utter
from faq_kb.answers import clarify_reply, fallback_reply, procedure_reply
from faq_kb.contract import ContactsReply
from faq_kb.knowledge import CONTACT_LOOKUP, KnowledgeBase
from faq_kb.model import Role

FEWEST_CHOICES = 2


class Answering:
    """Gives the replies of one message; each method returns the Rasa events."""

    def __init__(
        self,
        desk: Desk,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        knowledge: KnowledgeBase,
    ) -> None:
        self.desk = desk
        self.dispatcher = dispatcher
        self.tracker = tracker
        self.knowledge = knowledge

    def entry(self, entry: str, confidence: float) -> Events:
        """A catalogue entry: its contacts or its whole procedure; it becomes the current one."""
        if entry == CONTACT_LOOKUP:
            return self.contacts()
        if entry not in self.knowledge.procedures:
            # Removed from the knowledge base since the model was trained.
            return self.nothing()
        reply = procedure_reply(self.knowledge, entry, confidence)
        text = self.desk.text.procedure(reply, self.knowledge, audience(self.tracker))
        utter(self.dispatcher, reply, text)
        return [SlotSet(CURRENT_ENTRY, entry)]

    def contacts(self) -> Events:
        """An agency's contacts, or the question which agency; entities name agency and role."""
        agency = next(self.tracker.get_latest_entity_values("agency"), None)
        role = next(self.tracker.get_latest_entity_values("role"), None)
        reply = ContactsReply(
            agency=agency,
            role=Role(role) if role in set(Role) else None,
            contacts=[],
            asked=None if agency else "agency",
            options=[],
        )
        utter(self.dispatcher, reply, self.desk.text.contacts(reply, self.knowledge))
        return [SlotSet(CURRENT_ENTRY, CONTACT_LOOKUP)]

    def choices(self, entries: Sequence[str]) -> Events:
        """Named choices; each is a button whose click answers."""
        known = [entry for entry in entries if entry in self.knowledge.procedures]
        if len(known) < FEWEST_CHOICES:
            return self.nothing()
        reply = clarify_reply(self.knowledge, known)
        buttons = [
            {"title": option.title, "payload": f"/{option.entry}"} for option in reply.options
        ]
        utter(self.dispatcher, reply, self.desk.text.clarify(reply), buttons)
        return []

    def nothing(self) -> Events:
        """Nothing fits: the Service Desk's numbers."""
        reply = fallback_reply(self.knowledge.directory)
        utter(self.dispatcher, reply, self.desk.text.fallback(reply))
        return []
