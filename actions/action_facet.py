"""Answer a follow-up: one fact about the procedure that the conversation is about."""

from typing import cast

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import CURRENT_ENTRY, Events, audience, confidence, intent, share_of, utter
from faq_kb.answers import facet_reply
from faq_kb.contract import Facet, FacetReply

PREFIX = "facet_"
# An entry that is less likely is not named by the message: "what was that form again?".
LEAST_SHARE = 0.01


class ActionFacet(DeskAction):
    """The intent `facet_forms` asks for the facet `forms`, and so on."""

    action_name = "action_facet"

    def answer(self, answering: Answering) -> Events:
        """Give the fact of the current entry; without one, the entry that the message names."""
        knowledge, tracker = answering.knowledge, answering.tracker
        entry = tracker.get_slot(CURRENT_ENTRY)
        if entry not in knowledge.procedures:
            return self._without_entry(answering)
        facet = cast("Facet", intent(tracker).removeprefix(PREFIX))
        if facet != "requesters":
            return self._say(answering, facet_reply(knowledge, entry, facet))
        if answering.contacts.is_asked():
            return answering.contacts.answer()
        people = answering.authorized(entry, asked=True)
        return self._say(answering, facet_reply(knowledge, entry, facet, people))

    def _say(self, answering: Answering, reply: FacetReply) -> Events:
        text = self.desk.text.of(reply, audience(answering.tracker))
        utter(answering.dispatcher, reply, text)
        return []

    def _without_entry(self, answering: Answering) -> Events:
        standalone = str(answering.tracker.latest_message.get("standalone"))
        share = share_of(answering.tracker, standalone)
        if standalone in answering.knowledge.procedures and share >= LEAST_SHARE:
            return answering.entry(standalone, confidence(answering.tracker))
        reply = self.desk.text.no_current_entry()
        utter(answering.dispatcher, reply, reply.message)
        return []
