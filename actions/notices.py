"""Says where a draft stands to its requester without being asked: the words of "status"."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.drafting.conversation import DraftConversation
from actions.drafting.outcome import DraftOutcome
from actions.message_context import MessageContext
from actions.services import Services
from tickets.draft import SIGNED_IN, VISITOR, Draft
from tickets.service import Viewer
from tickets.store import UnknownDraftError

Message = dict[str, Any]
EVERYTHING = Viewer("", is_service_desk=True)


class DraftNotices:
    """Words the news of drafts; nothing of a conversation is read or changed."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def of(self, reference: str, channel: str) -> list[Message]:
        """Text, contract object and buttons, as the draft's requester is shown them.

        `channel`: where it is told, as in the metadata of messages (docs/contract.md). Nothing
        where there is no such draft any more. Raises StoreError.
        """
        try:
            draft = self._services.tickets.get(reference, EVERYTHING)
        except UnknownDraftError:
            return []
        if not draft.owner:
            return []  # it was erased
        dispatcher = CollectingDispatcher()
        knowledge = self._services.knowledge.current()
        tracker = _tracker(draft, channel)
        context = MessageContext(self._services, dispatcher, tracker, knowledge)
        drafts = DraftConversation(context)
        preface = self._services.draft_text.say("update", reference=reference)
        DraftOutcome(drafts).standing(draft, preface=preface)
        return [
            {name: message[name] for name in ("text", "custom", "buttons")}
            for message in dispatcher.messages
        ]


def _tracker(draft: Draft, channel: str) -> Tracker:
    """A conversation in which the requester has said nothing yet."""
    metadata: dict[str, Any] = {"channel": channel}
    if draft.owner.startswith(SIGNED_IN):
        metadata["user"] = {"id": draft.owner.removeprefix(SIGNED_IN), "email": draft.email}
    elif draft.owner.startswith(VISITOR):
        metadata["visitor"] = draft.owner.removeprefix(VISITOR)
    return Tracker(draft.conversation, {}, {"metadata": metadata}, [], False, None, {}, None)
