"""Which agency a message is about: one that it names, the user's own, or the one looked up last.

The user's own agency is what the user said of it, what sign-in says or a table has. An agency that
is looked up is of that question and of what follows on its answer; it never becomes the user's.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker

from actions.tracker import Events, specific_intent
from actions.user import User
from contacts.message_words import asks_about_own_agency, speaks_of_oneself
from contacts.queries import Agency
from contacts.registry import Agencies, ContactRegistry
from faq_kb.contract import Contact

AGENCY = "agency"
INFORM_AGENCY = "inform_agency"
# The contact role that was asked for before the agency was known, `ALL` for every role.
PENDING_ROLE = "pending_role"
ALL = "all"
# What the agency that we asked for is for: a `Purpose`.
PENDING_AGENCY = "pending_agency"
TECHNICAL = re.compile(r"\S*(?:://|@|\\)\S*|(?=\S*\d)\S*\w[-_]\w\S*")
LONGEST_NAME = 5  # words of an answer that is taken for a name, known or not


class Purpose(StrEnum):
    """What an agency is asked for."""

    OWN = "own"
    LOOKUP = "lookup"


def nothing_pending() -> Events:
    """Rasa events: no agency is waited for."""
    return [SlotSet(PENDING_ROLE, None), SlotSet(PENDING_AGENCY, None)]


@dataclass(frozen=True)
class AgencyResult:
    """The agency, or the ones to choose from; neither when none is named."""

    agency: Agency | None = None
    options: tuple[Agency, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.agency or self.options)


class AgencyResolver:
    """Finds the agency of one message.

    `last_answer` is the contract object of what was said before it, but for small talk.
    """

    def __init__(
        self, registry: ContactRegistry, tracker: Tracker, user: User, last_answer: dict[str, Any]
    ) -> None:
        self._registry = registry
        self._tracker = tracker
        self._user = user
        self._last_answer = last_answer

    @cached_property
    def agencies(self) -> Agencies:
        """The agencies as they are now; most messages never ask."""
        return self._registry.agencies()

    @property
    def text(self) -> str:
        """What the user typed."""
        return str(self._tracker.latest_message.get("text") or "")

    @property
    def is_click(self) -> bool:
        """Whether a button was clicked; a typed slash is guarded by the engine's channel."""
        return self.text.startswith("/")

    def clicked_or_named(self, *, asked: bool) -> AgencyResult:
        """The agency of the message itself: of a click, or in its words."""
        clicked = next(self._tracker.get_latest_entity_values(AGENCY), None)
        if clicked:
            return AgencyResult(self.agencies.named(str(clicked)))
        return self.in_words(self._beside_role(), asked=asked)

    def _beside_role(self) -> str:
        """The message; after a look-up "human resources" is a role, and no department's name."""
        text = self.text
        if self._last_answer.get("type") == "contacts" and not self.is_name_alone():
            if self.agencies.search.role_alone(text):
                return ""
            for row in self._tracker.latest_message.get("entities") or []:
                if row["entity"] == "role":
                    start, end = int(row["start"]), int(row["end"])
                    text = text[:start] + " " * (end - start) + text[end:]
        return text

    def in_words(self, text: str, *, asked: bool) -> AgencyResult:
        """The agency that a text names."""
        if text.startswith("/"):
            return AgencyResult()
        # The name of a server or of a site is not where somebody works.
        text = text if asked else TECHNICAL.sub(" ", text)
        ids = self.agencies.finder.find(text, asked=asked)
        named = tuple(self.agencies.by_id[number] for number in ids)
        return AgencyResult(named[0]) if len(named) == 1 else AgencyResult(options=named)

    def own(self) -> Agency | None:
        """The user's own agency as it was known before this message; an agent's: the caller's."""
        if self._user.is_service_desk:
            name = self._tracker.get_slot(AGENCY) if self._is_said_in_session() else None
            return self.agencies.named(str(name)) if name else None
        if name := self._tracker.get_slot(AGENCY):
            return self.agencies.named(str(name))
        if self._user.agency:
            return self.in_words(self._user.agency, asked=True).agency
        return self._registry.agency_of(self._user.id) if self._user.id else None

    def remembered(self) -> Agency | None:
        """The agency looked up last, else the user's own."""
        return self.looked_up() or self.own()

    def looked_up(self) -> Agency | None:
        """The agency of the look-up that was answered last, unless the message is about ours."""
        people = self._last_answer.get("authorized") or []
        names = {self._last_answer.get("agency")} - {None} or {one.get("agency") for one in people}
        if len(names) != 1 or asks_about_own_agency(self.text):
            return None
        return self.agencies.named(str(names.pop()))

    def unknown(
        self, known: Collection[str], *, asked: bool = False, people: Sequence[Contact] = ()
    ) -> str:
        """The name that no agency has; `asked`: where the message has to name one.

        `known` are words that name something else, as `people` are whom the message names.
        """
        if self.is_click:
            return ""
        name = self.agencies.search.unknown(self._without(people), known)
        if not name and asked and len(self.text.split()) <= LONGEST_NAME:
            return self.text.strip(" .!?")
        return name

    def beside(self, people: Sequence[Contact]) -> AgencyResult:
        """The agency that the message names beside people: "is Holly Parks listed for Revenue"."""
        return self.in_words(self._without(people), asked=True)

    def _without(self, people: Sequence[Contact]) -> str:
        """The message without people's names and addresses."""
        told = {text for one in people for text in (one.name, one.email, one.phone) if text}
        pattern = "|".join(re.escape(text) for text in sorted(told, key=len, reverse=True))
        return re.sub(pattern, " ", self.text, flags=re.IGNORECASE) if pattern else self.text

    def answers_our_question(self) -> bool:
        """Whether we asked for the agency and the message is one, whatever its intent."""
        waiting = self._tracker.get_slot(PENDING_AGENCY)
        return bool(waiting) and not self.is_click and self.is_name_alone()

    def is_name_alone(self) -> bool:
        """Whether the message is an agency's name and nothing else."""
        return self.agencies.named(self.text) is not None or (
            not speaks_of_oneself(self.text) and self.agencies.search.is_name_alone(self.text)
        )

    def is_own(self) -> bool:
        """Whether the agency that the message gives is the user's own: said so, or asked for.

        A name alone that nobody asked for is looked up: "Revenue?". An agent speaks for a caller.
        """
        if self.is_click:
            return specific_intent(self._tracker) == INFORM_AGENCY
        if self.is_name_alone():
            return bool(self._tracker.get_slot(PENDING_AGENCY) == Purpose.OWN)
        return self._user.is_service_desk or speaks_of_oneself(self.text)

    def keep_own(self, agency: Agency) -> Events:
        """Remember the user's own agency; an agent's callers are remembered by nobody."""
        if self._user.id and not self._user.is_service_desk:
            self._registry.remember(self._user.id, agency)
        return [SlotSet(AGENCY, agency.name)]

    def _is_said_in_session(self) -> bool:
        """Whether the slot was set since the session began: Rasa carries slots over."""
        heard = said = False
        for event in self._tracker.events:
            if event["event"] == "session_started":
                heard = said = False
            elif event["event"] == "user":
                heard = True
            elif event["event"] == "slot" and event.get("name") == AGENCY:
                said = heard
        return said
