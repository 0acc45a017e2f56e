"""Rasa's actions, by the names that domain.yml and the rules of data/rules/ use.

Each says which reply it gives; the replies themselves are in `responder.py`, `contact_question.py`,
`contact_check.py` and `drafting/`.
"""

from typing import cast

from actions.base import BaseAction
from actions.caller import forget
from actions.drafting.commands import EMPTY
from actions.responder import REPAIR, Responder
from actions.tracker import (
    CURRENT_ENTRY,
    Events,
    audience,
    confidence,
    passage_keys,
    share_of,
    specific_intent,
    utter,
)
from faq_kb.contract import ChatIntent, Facet

FACET = "facet_"
# An entry that is less likely is not named by the message: "what was that form again?".
LEAST_SHARE = 0.01
# In place of a passage's key: the record does not say what was asked.
NOWHERE = "none"


class ActionProcedure(BaseAction):
    """A procedure is asked for; the specific intent is its id."""

    action_name = "action_procedure"

    def answer(self, responder: Responder) -> Events:
        """Give the procedure's facts and make it the current one."""
        tracker, entry = responder.tracker, specific_intent(responder.tracker)
        picked = tracker.latest_message.get("entries") or []
        if len(picked) > 1:
            return responder.entries(picked, confidence(tracker))
        return responder.entry(entry, confidence(tracker), passage_keys(tracker, entry))


class ActionDetail(BaseAction):
    """A question about passages of an entry's record; the specific intent is the entry."""

    action_name = "action_detail"

    def answer(self, responder: Responder) -> Events:
        """Give those passages; what an editor removed is answered with the whole procedure."""
        tracker, entry = responder.tracker, specific_intent(responder.tracker)
        keys = passage_keys(tracker, entry)
        lead = responder.passages(entry, keys)
        if keys[:1] == [NOWHERE] and entry in responder.knowledge.procedures:
            return responder.not_in_source(entry, lead)
        if not lead:
            return responder.entry(entry, confidence(tracker))
        return responder.detail(entry, lead)


class ActionFacet(BaseAction):
    """A follow-up about the current procedure: `facet_forms` asks for its forms."""

    action_name = "action_facet"

    def answer(self, responder: Responder) -> Events:
        """Give the fact of the current entry, and before it what else may be asked for.

        Without a current entry, the one that the message names.
        """
        about = responder.tracker.latest_message.get("about")
        entry = about or responder.tracker.get_slot(CURRENT_ENTRY)
        if entry not in responder.knowledge.procedures:
            return self._without_entry(responder)
        facet = cast("Facet", specific_intent(responder.tracker).removeprefix(FACET))
        found = responder.passages(entry, passage_keys(responder.tracker, entry))
        return responder.fact(entry, facet, [one for one in found if one.kind != facet])

    def _without_entry(self, responder: Responder) -> Events:
        standalone = str(responder.tracker.latest_message.get("standalone"))
        share = share_of(responder.tracker, standalone)
        if standalone in responder.knowledge.procedures and share >= LEAST_SHARE:
            return responder.entry(standalone, confidence(responder.tracker))
        if offered := responder.offered:
            return responder.choices(offered)
        reply = self.services.text.no_current_entry()
        utter(responder.dispatcher, reply, reply.message)
        return []


class ActionClarify(BaseAction):
    """The pipeline picked two to five choices, and says why: it was not sure, or it was vague."""

    action_name = "action_clarify"

    def answer(self, responder: Responder) -> Events:
        """Name the choices."""
        latest = responder.tracker.latest_message
        return responder.choices(latest.get("choices") or [], latest.get("clarify_reason"))


class ActionRepair(BaseAction):
    """The answer before was not what was meant; the pipeline picked up to three others."""

    action_name = REPAIR

    def answer(self, responder: Responder) -> Events:
        """Take it back, and offer the others."""
        return responder.repair(responder.tracker.latest_message.get("choices") or [])


class ActionFallback(BaseAction):
    """Nothing fits, or no rule does."""

    action_name = "action_fallback"

    def answer(self, responder: Responder) -> Events:
        """Give the Service Desk's numbers, unless few words name an agency or ask for a role."""
        if responder.finding.is_name_alone():
            return responder.contacts.agency_given()
        if responder.contacts.is_asked():
            return responder.contacts.answer()
        return responder.nothing()


class ActionSmallTalk(BaseAction):
    """Greeting, thanks, goodbye, what the assistant can do, that it is no person.

    To "?" a question back.
    """

    action_name = "action_small_talk"

    def answer(self, responder: Responder) -> Events:
        """Say the phrase; the current procedure stays what it was."""
        tracker, name = responder.tracker, specific_intent(responder.tracker)
        if name == EMPTY:
            reply = self.services.text.empty_message(audience(tracker))
        else:
            kind, directory = cast("ChatIntent", name), responder.knowledge.directory
            reply = self.services.text.chat(kind, audience(tracker), directory)
        utter(responder.dispatcher, reply, reply.message)
        return []


class ActionAgency(BaseAction):
    """The user says which agency he or she works for."""

    action_name = "action_agency"

    def answer(self, responder: Responder) -> Events:
        """Remember it, and answer what was waiting for it."""
        return responder.contacts.agency_given()


class ActionContactCheck(BaseAction):
    """Is this person an authorized contact? By name, e-mail address or phone number."""

    action_name = "action_contact_check"
    takes_agency = False

    def answer(self, responder: Responder) -> Events:
        """Say yes or no, with the roles; a question that names nobody is one about an agency."""
        events = responder.contact_check.answer()
        return responder.contacts.answer() if events is None else events


class ActionNextCaller(BaseAction):
    """An agent has another caller."""

    action_name = "action_next_caller"
    takes_agency = False
    yields_to_drafts = False

    def answer(self, responder: Responder) -> Events:
        """Forget the caller before, and say so; what is saved stays saved."""
        return forget(responder)


class ActionDraft(BaseAction):
    """Something is to be done with drafts, outside the form; the specific intent says what."""

    action_name = "action_draft"
    takes_agency = False
    yields_to_drafts = False

    def answer(self, responder: Responder) -> Events:
        """Find the draft that is meant and do it."""
        return responder.draft_requests.answer()


class ValidateDraftForm(BaseAction):
    """Rasa's form calls it for every message, on entering and on coming back to the form."""

    action_name = "validate_draft_form"
    takes_agency = False
    yields_to_drafts = False

    def answer(self, responder: Responder) -> Events:
        """Take the answer and ask on; leave a question to the rules."""
        return responder.draft_form.run()


ACTIONS: tuple[type[BaseAction], ...] = (
    ActionAgency,
    ActionClarify,
    ActionContactCheck,
    ActionDetail,
    ActionDraft,
    ActionFacet,
    ActionFallback,
    ActionNextCaller,
    ActionProcedure,
    ActionRepair,
    ActionSmallTalk,
    ValidateDraftForm,
)
