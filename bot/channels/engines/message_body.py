"""A question as the engine's channel takes it (docs/contract.md)."""

from typing import Any
from uuid import uuid4

from bot.channels.assistant import Question


def message_body(question: Question) -> dict[str, Any]:
    """The body of the request; a question without an id gets one."""
    metadata: dict[str, Any] = {
        "channel": question.channel,
        "audience": question.audience,
        "payload": question.is_payload,
    }
    if question.visitor:
        metadata["visitor"] = question.visitor
    if question.origin:
        metadata["origin"] = question.origin
    if question.masked is not None:
        metadata["masked"] = list(question.masked)
    if user := question.user:
        known = {"name": user.name, "email": user.email, "agency": user.agency}
        metadata["user"] = {
            "id": user.id,
            **{key: value for key, value in known.items() if value},
        }
    return {
        "sender": question.sender,
        "message": question.text,
        "metadata": metadata,
        "message_id": question.id or uuid4().hex,
        "repeated": question.attempts > 0,
    }
