"""The replies that more than one action gives: an entry, choices, or that nothing fits."""

from collections.abc import Iterable, Sequence
from typing import cast, get_args

from rasa_sdk.events import SlotSet

from actions.agencies import ALL, PENDING_AGENCY, PENDING_ROLE, Purpose, nothing_pending
from actions.contact_check import ContactCheck
from actions.contact_question import ContactQuestion
from actions.drafting.conversation import DRAFT_FORM, DraftConversation
from actions.drafting.form import DraftForm
from actions.drafting.opener import DraftOpener
from actions.drafting.requests import DraftRequests
from actions.message_context import MessageContext
from actions.tracker import CURRENT_ENTRY, Events, actions_before, audience, utter
from contacts.columns import CONTACT_ROLES
from faq_kb.answers import (
    FACETS,
    People,
    clarify_reply,
    facet_reply,
    fallback_reply,
    procedure_reply,
)
from faq_kb.contract import ClarifyReason, Facet, FallbackReply, Passage
from faq_kb.knowledge import CONTACT_LOOKUP, CONTACT_ROLE_ENTRIES
from faq_kb.passages import passages, with_related

FEWEST_CHOICES, MOST_CHOICES = 2, 5
REASONS = frozenset(get_args(ClarifyReason))
REPAIR = "action_repair"


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

    def entry(self, entry: str, confidence: float, keys: Iterable[str] = ()) -> Events:
        """A catalog entry: a draft of it, its contacts or its whole procedure.

        `keys`: the passages of its record that were asked for.
        """
        procedure = self.knowledge.procedures.get(entry)
        if procedure and procedure.can_draft and self.wants_request:
            return self._draft(entry)
        if entry == CONTACT_LOOKUP or (entry in CONTACT_ROLE_ENTRIES and self._asks_for_people()):
            return self.contacts.answer()
        if entry not in self.knowledge.procedures:
            # Removed from the knowledge base since the model was trained.
            return self.nothing()
        return self._procedure(entry, confidence, self.passages(entry, keys))

    def entries(self, entries: Iterable[str], confidence: float) -> Events:
        """Several entries that were picked, each with its procedure; the first is made current."""
        events: Events = []
        for entry in dict.fromkeys(entries):
            if entry in self.knowledge.procedures:
                # Of the slots that are set, those of the first entry stay.
                events = [*self._procedure(entry, confidence), *events]
        return events or self.nothing()

    def _procedure(self, entry: str, confidence: float, lead: Sequence[Passage] = ()) -> Events:
        reply = procedure_reply(self.knowledge, entry, confidence, self.authorized(entry), lead)
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
        if current and not current.is_editable:
            current = None  # only corrected, after it was handed over
        if current and current.entry != entry:
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

    def passages(self, entry: str, keys: Iterable[str]) -> list[Passage]:
        """The passages of an entry's record under the keys; what an editor removed is left out."""
        procedure = self.knowledge.procedures.get(entry)
        if procedure is None:
            return []
        found = {one.key: one for one in passages(procedure, self.knowledge.directory)}
        return [found[key] for key in with_related(procedure, keys) if key in found]

    def detail(self, entry: str, lead: Sequence[Passage]) -> Events:
        """Passages of an entry's record: with the whole fact that the best one is a part of."""
        kind = lead[0].kind
        facet: Facet = kind if kind in FACETS else "detail"
        return self.fact(entry, facet, lead)

    def fact(self, entry: str, facet: Facet, lead: Sequence[Passage] = ()) -> Events:
        """One fact of an entry, which becomes current; for its requesters, people of an agency."""
        people = People()
        if facet == "requesters":
            if self.contacts.is_asked():
                return self.contacts.answer()
            people = self.authorized(entry, asked=True)
        reply = facet_reply(self.knowledge, entry, facet, people, lead)
        self.say(reply, [self._whole(entry)])
        return self._made_current(entry)

    def not_in_source(self, entry: str, nearest: Sequence[Passage]) -> Events:
        """The entry's record does not say what was asked: what comes nearest, and whom to ask."""
        reply = fallback_reply(self.knowledge.directory, "not_in_source", entry, nearest)
        title = self.knowledge.procedures[entry].title
        self.say(self.services.text.not_in_source(reply, title), [self._whole(entry)])
        return self._made_current(entry)

    def _whole(self, entry: str) -> dict[str, str]:
        """The button below a fact of an entry."""
        return _choice(self.services.text.words.whole_procedure, entry)

    def _made_current(self, entry: str) -> Events:
        """While a draft is filled in, its own entry stays the current one."""
        return [] if self.is_filling_in else [SlotSet(CURRENT_ENTRY, entry)]

    def repair(self, entries: Sequence[str]) -> Events:
        """Take the answer before back, and name what else may be meant; at the second time nothing.

        Nothing of that answer stays, unless a draft is filled in.
        """
        known = [entry for entry in entries if entry in self.knowledge.procedures]
        again = self.last_reply.get("reason") == "repair" or REPAIR in actions_before(self.tracker)
        if len(known) >= FEWEST_CHOICES and not again:
            self._offer(known, "repair")
        else:
            self._take_back([] if again else known, again=again)
        return [] if self.is_filling_in else [SlotSet(CURRENT_ENTRY, None), *nothing_pending()]

    def _take_back(self, entries: Sequence[str], *, again: bool) -> None:
        """With one choice or none: whom to ask, too."""
        reply: FallbackReply = fallback_reply(self.knowledge.directory)
        titles = [self.knowledge.procedures[entry].title for entry in entries]
        reply = self.services.text.repair(reply, *titles, again=again)
        buttons = [_choice(title, entry) for title, entry in zip(titles, entries, strict=True)]
        self.say(reply, buttons)

    def choices(self, entries: Sequence[str], reason: object = None) -> Events:
        """Named choices, each a button whose click answers; `reason`: as the pipeline gave it."""
        known = [entry for entry in entries if entry in self.knowledge.procedures]
        is_about_people = not {CONTACT_LOOKUP, *CONTACT_ROLE_ENTRIES}.isdisjoint(known)
        if is_about_people and (self.contacts.is_asked() or self._names_agency(known)):
            return self.contacts.answer()
        if len(known) < FEWEST_CHOICES:
            return self.nothing()
        self._offer(known, cast("ClarifyReason", reason) if reason in REASONS else "unsure")
        return []

    def _names_agency(self, entries: Sequence[str]) -> bool:
        """Whether a message that is likeliest about contacts says whose."""
        is_first = entries[:1] and entries[0] in {CONTACT_LOOKUP, *CONTACT_ROLE_ENTRIES}
        return bool(is_first and self.finding.clicked_or_named(asked=False).agency)

    def _offer(self, entries: Sequence[str], reason: ClarifyReason) -> None:
        reply = clarify_reply(self.knowledge, entries[:MOST_CHOICES], reason)
        buttons = [_choice(option.title, str(option.entry)) for option in reply.options]
        self.say(self.services.text.clarify(reply), buttons)


def _choice(title: str, entry: str) -> dict[str, str]:
    """The button of a choice."""
    return {"title": title, "payload": f"/{entry}"}
