"""What every action needs, wired once: the stored knowledge, the renderer, the apology."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from rasa_sdk.executor import CollectingDispatcher

from actions.reply import TextRenderer
from actions.reply.delivery_methods import DeliveryMethods
from actions.reply.draft_text import DraftText
from actions.reply.standing_text import StandingText
from actions.tracker import utter
from contacts.registry import ContactRegistry
from contacts.unknown_agency import Vocabulary
from faq_kb.answers import fallback_reply
from faq_kb.knowledge import Directory
from faq_kb.store import CachedKnowledge
from locales import Catalog
from tickets.quota import Quota
from tickets.service import Tickets


@dataclass
class Services:
    """The adapters of the action server; `directory`, the latest, is what an apology is made from.

    `registry_public`: people are named to everybody, not to signed-in users alone. `sign_in`:
    whether the web page has a sign-in. `idle_days`: how long an untouched draft is kept.
    `public_url`: where users reach the assistant, or empty.
    `quota`: how many drafts may be confirmed.
    """

    catalog: Catalog
    knowledge: CachedKnowledge
    registry: ContactRegistry
    directory: Directory
    registry_public: bool
    sign_in: bool
    tickets: Tickets
    delivery_methods: DeliveryMethods
    public_url: str
    idle_days: int
    today: Callable[[], dt.date]
    quota: Quota = field(default_factory=Quota)

    @cached_property
    def text(self) -> TextRenderer:
        """The text renderer."""
        return TextRenderer(self.catalog)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the knowledge base."""
        return Vocabulary()

    @cached_property
    def draft_text(self) -> DraftText:
        """What is said about draft tickets."""
        return DraftText(self.catalog)

    @cached_property
    def standing_text(self) -> StandingText:
        """What is said of drafts that were saved."""
        return StandingText(self.catalog, self.delivery_methods)

    def apologise(self, dispatcher: CollectingDispatcher) -> None:
        """Say that nothing can be looked up, and whom to call."""
        reply = fallback_reply(self.directory, "unavailable")
        utter(dispatcher, reply, self.text.of(reply))
