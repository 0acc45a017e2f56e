"""Answer who is authorised at an agency."""

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import DeskAction, Events
from actions.desk import CURRENT_ENTRY, utter
from faq_kb.contract import ContactsReply
from faq_kb.knowledge import CONTACT_LOOKUP, KnowledgeBase
from faq_kb.model import Role


class ActionContacts(DeskAction):
    """Agency and role come from the message's entities."""

    action_name = "action_contacts"

    def answer(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        knowledge: KnowledgeBase,
    ) -> Events:
        """Name what is known of the agency's contacts, or ask for the agency."""
        agency = next(tracker.get_latest_entity_values("agency"), None)
        role = next(tracker.get_latest_entity_values("role"), None)
        reply = ContactsReply(
            agency=agency,
            role=Role(role) if role in set(Role) else None,
            contacts=[],
            asked=None if agency else "agency",
            options=[],
        )
        utter(dispatcher, reply, self.desk.text.contacts(reply, knowledge))
        return [SlotSet(CURRENT_ENTRY, CONTACT_LOOKUP)]
