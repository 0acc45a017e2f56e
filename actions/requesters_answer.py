"""Who may submit a procedure's request: at an agency, or by role where nobody may be named."""

from rasa_sdk.events import SlotSet

from actions.agencies import nothing_pending
from actions.message_context import MessageContext
from actions.tracker import CURRENT_ENTRY, Events
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency
from faq_kb.answers import People, facet_reply
from faq_kb.knowledge import CONTACT_LOOKUP

ANSWERS = frozenset({"procedure", "facet"})


class RequestersAnswer:
    """Answers for one message; methods that answer return the Rasa events."""

    def __init__(self, context: MessageContext) -> None:
        self.context = context

    def entry_answered(self) -> str:
        """The procedure answered last, if contacts submit its request; "" for none."""
        last = self.context.last_reply
        entry = str(last.get("entry")) if last.get("type") in ANSWERS else ""
        procedure = self.context.knowledge.procedures.get(entry)
        roles = {rule.role for rule in procedure.requesters} if procedure else set()
        return "" if entry == CONTACT_LOOKUP or roles.isdisjoint(CONTACT_ROLES) else entry

    def without_names(self, entry: str) -> Events:
        """ "Ok, who starts it?": the roles that may, where nobody can be named."""
        return self._answer(entry, People(notes=(self.context.people.withheld_note,)))

    def at(self, agency: Agency, entry: str) -> Events:
        """The people of an agency who may."""
        roles = [rule.role for rule in self.context.knowledge.procedures[entry].requesters]
        return self._answer(entry, self.context.people.in_roles(agency, roles))

    def _answer(self, entry: str, people: People) -> Events:
        self.context.say(facet_reply(self.context.knowledge, entry, "requesters", people))
        return [SlotSet(CURRENT_ENTRY, entry), *nothing_pending()]
