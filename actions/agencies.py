"""Which agency a message or a conversation is about."""

import re
from dataclasses import dataclass
from functools import cached_property

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker

from actions.desk import Events
from actions.user import User
from faq_kb.registry.queries import Agency
from faq_kb.registry.registry import Agencies, ContactRegistry

AGENCY = "agency"
# The contact role that was asked for before the agency was known, `ALL` for every role.
PENDING_ROLE = "pending_role"
ALL = "all"
TECHNICAL = re.compile(r"\S*(?:://|@|\\)\S*|(?=\S*\d)\S*\w[-_]\w\S*")
LONGEST_ANSWER = 10  # words; more is a question of its own


@dataclass(frozen=True)
class Found:
    """The agency, or the ones to choose from; neither when none is named."""

    agency: Agency | None = None
    options: tuple[Agency, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.agency or self.options)


class AgencyFinding:
    """Finds the agency of one message: named in it, known of the conversation or of the user."""

    def __init__(self, registry: ContactRegistry, tracker: Tracker, user: User) -> None:
        self._registry = registry
        self._tracker = tracker
        self._user = user

    @cached_property
    def agencies(self) -> Agencies:
        """The agencies as they are now; most messages never ask."""
        return self._registry.agencies()

    @property
    def text(self) -> str:
        """What the user typed."""
        return str(self._tracker.latest_message.get("text") or "")

    def clicked_or_named(self, *, asked: bool) -> Found:
        """The agency of the message itself: of a click, or in its words."""
        clicked = next(self._tracker.get_latest_entity_values(AGENCY), None)
        if clicked:
            return Found(self.agencies.named(str(clicked)))
        return self.in_words(self.text, asked=asked)

    def in_words(self, text: str, *, asked: bool) -> Found:
        """The agency that a text names."""
        # The name of a server or of a site is not where somebody works.
        text = text if asked else TECHNICAL.sub(" ", text)
        ids = self.agencies.finder.find(text, asked=asked)
        named = tuple(self.agencies.by_id[number] for number in ids)
        return Found(named[0]) if len(named) == 1 else Found(options=named)

    def known(self) -> Agency | None:
        """The agency known before this message: said earlier, or recorded of the user."""
        if name := self._tracker.get_slot(AGENCY):
            return self.agencies.named(str(name))
        if self._user.agency:
            return self.in_words(self._user.agency, asked=True).agency
        return self._registry.agency_of(self._user.id) if self._user.id else None

    def answers_our_question(self) -> bool:
        """Whether we asked for the agency and the message, whatever its intent, names one."""
        is_short = len(self.text.split()) <= LONGEST_ANSWER
        waiting = self._tracker.get_slot(PENDING_ROLE)
        return bool(waiting and is_short and self.in_words(self.text, asked=True))

    def is_name_of_agency(self) -> bool:
        """Whether the message is an agency's name and nothing else."""
        return self.agencies.named(self.text) is not None

    def keep(self, agency: Agency, *, for_next_time: bool) -> Events:
        """Remember the agency for the conversation, and for a signed-in user's next one."""
        if for_next_time and self._user.id:
            self._registry.remember(self._user.id, agency)
        return [SlotSet(AGENCY, agency.name)]
