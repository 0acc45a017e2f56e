"""Rasa's actions, by the names that domain.yml and the rules of data/rules/ use.

Each says which reply it gives; the replies themselves are in `answering.py`, `contact_question.py`,
`contact_check.py` and `drafting/`.
"""

from typing import cast

from actions.answering import Answering
from actions.base import DeskAction
from actions.caller import forget
from actions.desk import (
    CURRENT_ENTRY,
    Events,
    audience,
    confidence,
    share_of,
    specific_intent,
    utter,
)
from actions.drafting.commands import EMPTY
from faq_kb.answers import facet_reply
from faq_kb.contract import ChatIntent, Facet, FacetReply

FACET = "facet_"
# An entry that is less likely is not named by the message: "what was that form again?".
LEAST_SHARE = 0.01


class ActionProcedure(DeskAction):
    """A procedure is asked for; the specific intent is its id."""

    action_name = "action_procedure"

    def answer(self, answering: Answering) -> Events:
        """Give the procedure's facts and make it the current one."""
        tracker = answering.tracker
        return answering.entry(specific_intent(tracker), confidence(tracker))


class ActionFacet(DeskAction):
    """A follow-up about the current procedure: `facet_forms` asks for its forms."""

    action_name = "action_facet"

    def answer(self, answering: Answering) -> Events:
        """Give the fact of the current entry; without one, the entry that the message names."""
        knowledge, tracker = answering.knowledge, answering.tracker
        entry = tracker.get_slot(CURRENT_ENTRY)
        if entry not in knowledge.procedures:
            return self._without_entry(answering)
        facet = cast("Facet", specific_intent(tracker).removeprefix(FACET))
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


class ActionClarify(DeskAction):
    """The pipeline was not sure; its decision step picked two or three choices."""

    action_name = "action_clarify"

    def answer(self, answering: Answering) -> Events:
        """Name the choices."""
        return answering.choices(answering.tracker.latest_message.get("choices") or [])


class ActionFallback(DeskAction):
    """Nothing fits, or no rule does."""

    action_name = "action_fallback"

    def answer(self, answering: Answering) -> Events:
        """Give the Service Desk's numbers, unless few words name an agency or ask for a role."""
        if answering.finding.is_name_alone():
            return answering.contacts.agency_given()
        if answering.contacts.is_asked():
            return answering.contacts.answer()
        return answering.nothing()


class ActionSmallTalk(DeskAction):
    """Greeting, thanks, goodbye, what the assistant can do; a question back to "?"."""

    action_name = "action_small_talk"

    def answer(self, answering: Answering) -> Events:
        """Say the phrase; the current procedure stays what it was."""
        tracker, name = answering.tracker, specific_intent(answering.tracker)
        if name == EMPTY:
            reply = self.desk.text.empty_message(audience(tracker))
        else:
            kind, directory = cast("ChatIntent", name), answering.knowledge.directory
            reply = self.desk.text.chat(kind, audience(tracker), directory)
        utter(answering.dispatcher, reply, reply.message)
        return []


class ActionAgency(DeskAction):
    """The user says which agency he or she works for."""

    action_name = "action_agency"

    def answer(self, answering: Answering) -> Events:
        """Remember it, and answer what was waiting for it."""
        return answering.contacts.agency_given()


class ActionContactCheck(DeskAction):
    """Is this person an authorized contact? By name, e-mail address or phone number."""

    action_name = "action_contact_check"
    takes_agency = False

    def answer(self, answering: Answering) -> Events:
        """Say yes or no, with the roles; a question that names nobody is one about an agency."""
        events = answering.contact_check.answer()
        return answering.contacts.answer() if events is None else events


class ActionNextCaller(DeskAction):
    """An agent has another caller."""

    action_name = "action_next_caller"
    takes_agency = False

    def answer(self, answering: Answering) -> Events:
        """Forget the caller before, and say so; what is saved stays saved."""
        return forget(answering)


class ActionDraft(DeskAction):
    """Something is to be done with drafts, outside the form; the specific intent says what."""

    action_name = "action_draft"
    takes_agency = False

    def answer(self, answering: Answering) -> Events:
        """Find the draft that is meant and do it."""
        return answering.draft_requests.answer()


class ValidateDraftForm(DeskAction):
    """Rasa's form calls it for every message, on entering and on coming back to the form."""

    action_name = "validate_draft_form"
    takes_agency = False

    def answer(self, answering: Answering) -> Events:
        """Take the answer and ask on; leave a question to the rules."""
        return answering.draft_form.run()


ACTIONS: tuple[type[DeskAction], ...] = (
    ActionAgency,
    ActionClarify,
    ActionContactCheck,
    ActionDraft,
    ActionFacet,
    ActionFallback,
    ActionNextCaller,
    ActionProcedure,
    ActionSmallTalk,
    ValidateDraftForm,
)
