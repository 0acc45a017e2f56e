"""An agent has another caller: nothing of the one before is left in the conversation."""

from rasa_sdk.events import SlotSet

from actions.agencies import AGENCY, PENDING_AGENCY, PENDING_ROLE
from actions.drafting.conversation import DRAFT, DRAFT_OPENING, DRAFT_SEEN
from actions.message_context import MessageContext
from actions.tracker import CURRENT_ENTRY, Events, audience, utter
from faq_kb.contract import ChatIntent

NEXT_CALLER: ChatIntent = "next_caller"
FORGOTTEN = (
    *(CURRENT_ENTRY, AGENCY, PENDING_ROLE, PENDING_AGENCY),
    *(DRAFT, DRAFT_SEEN, DRAFT_OPENING),
)


def forget(context: MessageContext) -> Events:
    """Say that agency, procedure and open questions are forgotten; drafts stay in the store."""
    readers = audience(context.tracker)
    reply = context.services.text.chat(NEXT_CALLER, readers, context.knowledge.directory)
    utter(context.dispatcher, reply, reply.message)
    return [SlotSet(name, None) for name in FORGOTTEN]
