"""An agent has another caller: nothing of the one before is left in the conversation."""

from rasa_sdk.events import SlotSet

from actions.agencies import AGENCY, PENDING_AGENCY, PENDING_ROLE
from actions.desk import CURRENT_ENTRY, Events, audience, utter
from actions.drafting.conversation import DRAFT, DRAFT_OPENING, DRAFT_SEEN
from actions.turn import Turn
from faq_kb.contract import ChatIntent

NEXT_CALLER: ChatIntent = "next_caller"
FORGOTTEN = (
    *(CURRENT_ENTRY, AGENCY, PENDING_ROLE, PENDING_AGENCY),
    *(DRAFT, DRAFT_SEEN, DRAFT_OPENING),
)


def forget(turn: Turn) -> Events:
    """Say that agency, procedure and open questions are forgotten; drafts stay in the store."""
    readers = audience(turn.tracker)
    reply = turn.desk.text.chat(NEXT_CALLER, readers, turn.knowledge.directory)
    utter(turn.dispatcher, reply, reply.message)
    return [SlotSet(name, None) for name in FORGOTTEN]
