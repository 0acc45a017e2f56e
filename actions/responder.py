"""The replies that more than one action gives: an entry, choices, or that nothing fits."""

from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.agencies import ALL, PENDING_AGENCY, PENDING_ROLE, Purpose
from actions.contact_check import ContactCheck
from actions.contact_question import ContactQuestion
from actions.drafting.conversation import DRAFT_FORM, DraftConversation
from actions.drafting.form import DraftForm
from actions.drafting.opener import DraftOpener
from actions.drafting.requests import DraftRequests
from actions.drafting.ticket_request import wants_another, wants_draft
from actions.message_context import MessageContext
from actions.tracker import CURRENT_ENTRY, Events, audience, utter
from contacts.columns import CONTACT_ROLES
from faq_kb.answers import People, clarify_reply, procedure_reply
from faq_kb.knowledge import CONTACT_LOOKUP, CONTACT_ROLE_ENTRIES

FEWEST_CHOICES = 2


class Responder(MessageContext):
    """Gives the replies of one message; each method returns the Rasa events."""

    @property
    def contacts(self) -> ContactQuestion:
        """Answers who may act for an agency."""
        return ContactQuestion(self)

    @property
    def contact_check(self) -> ContactCheck:
        """Answers whether somebody is authorized."""
        return ContactCheck(self)

    @property
    def draft_requests(self) -> DraftRequests:
        """Answers what is said about drafts outside the form."""
        return DraftRequests(DraftConversation(self))

    @property
    def draft_form(self) -> DraftForm:
        """Fills in a draft."""
        return DraftForm(DraftConversation(self))

    def entry(self, entry: str, confidence: float) -> Events:
        """A catalog entry: a draft of it, its contacts or its whole procedure."""
        procedure = self.knowledge.procedures.get(entry)
        wants = wants_another if self.is_filling_in else wants_draft
        if procedure and procedure.can_draft and wants(self.wish):
            return self._draft(entry)
        if entry == CONTACT_LOOKUP or (entry in CONTACT_ROLE_ENTRIES and self._asks_for_people()):
            return self.contacts.answer()
        if entry not in self.knowledge.procedures:
            # Removed from the knowledge base since the model was trained.
            return self.nothing()
        reply = procedure_reply(self.knowledge, entry, confidence, self.authorized(entry))
        text = self.services.text.of(reply, audience(self.tracker))
        if self.is_filling_in:
            utter(self.dispatcher, reply, text)
            return []
        buttons = [DraftOpener(DraftConversation(self)).button(entry)] if reply.can_draft else None
        utter(self.dispatcher, reply, text, buttons)
        # The answer asks for the user's agency where the people of it can be named.
        wanted = reply.asked == "agency"
        asked = Purpose.OWN.value if wanted else None
        pending = [SlotSet(PENDING_ROLE, ALL if wanted else None), SlotSet(PENDING_AGENCY, asked)]
        return [SlotSet(CURRENT_ENTRY, entry), *pending]

    def _draft(self, entry: str) -> Events:
        """Open a draft at once; while another one is filled in, offer it."""
        drafts = DraftConversation(self)
        current = drafts.current() if self.is_filling_in else None
        if current and current.is_editable and current.entry != entry:
            return DraftOpener(drafts).offer_another(entry, current)
        return [] if current else DraftOpener(drafts).start(entry)

    @property
    def is_filling_in(self) -> bool:
        """Whether the form runs."""
        return bool((self.tracker.active_loop or {}).get("name") == DRAFT_FORM)

    def _asks_for_people(self) -> bool:
        """Whether a message about a role asks who has it: "KSP security contact"."""
        return bool(self.finding.clicked_or_named(asked=False)) or self.contacts.is_asked()

    def authorized(self, entry: str, *, asked: bool = False) -> People:
        """The people who may submit the entry's request: for the agency named, else the user's own.

        `asked`: it is about those people, of the agency of the answer before, too.
        """
        roles = [rule.role for rule in self.knowledge.procedures[entry].requesters]
        agency = self.finding.clicked_or_named(asked=asked).agency
        if not agency and asked and self.last_reply.get("entry") == entry:
            agency = self.finding.looked_up()
        agency = agency or self.finding.own()
        if not agency:
            can_be_named = self.people.may_see and set(roles) & set(CONTACT_ROLES)
            return People(agency_wanted=bool(can_be_named))
        return self.people.in_roles(agency, roles)

    def choices(self, entries: Sequence[str]) -> Events:
        """Named choices; each is a button whose click answers."""
        known = [entry for entry in entries if entry in self.knowledge.procedures]
        is_about_people = not {CONTACT_LOOKUP, *CONTACT_ROLE_ENTRIES}.isdisjoint(known)
        if is_about_people and self.contacts.is_asked():
            return self.contacts.answer()
        if len(known) < FEWEST_CHOICES:
            return self.nothing()
        reply = self.services.text.clarify(clarify_reply(self.knowledge, known))
        buttons = [
            {"title": option.title, "payload": f"/{option.entry}"} for option in reply.options
        ]
        utter(self.dispatcher, reply, self.services.text.of(reply), buttons)
        return []
