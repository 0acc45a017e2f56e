"""What a text is likely about: for searches, which are no conversation and leave no trace."""

from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic.exceptions import InvalidUsage

# Of the text that is read, and of the intents that are told.
MOST_CHARACTERS, MOST_INTENTS = 400, 10


async def likely_intents(agent: Any, text: str) -> dict[str, Any]:
    """`{intents: [{name, confidence}]}`, the likeliest first, without any conversation."""
    parsed: dict[str, Any] = await agent.processor.parse_message(UserMessage(text))
    return {"intents": parsed["intent_ranking"][:MOST_INTENTS]}


def read_text(body: object) -> str:
    """The text of a request; InvalidUsage (400) says what is wrong."""
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str):
        raise InvalidUsage("the body must be a JSON object with `text`")
    return text[:MOST_CHARACTERS]
