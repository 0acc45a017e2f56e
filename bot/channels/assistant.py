"""The port to the assistant itself: a channel asks, it answers."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.channels.answer import Answer

Audience = Literal["employee", "agent"]


@dataclass(frozen=True)
class SignedInUser:
    """A user whom an identity provider or Teams vouches for; empty where nothing is known."""

    id: str
    name: str = ""
    email: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Question:
    """One message of a user; `sender` names the conversation and is derived, never taken.

    `within`: seconds that are left for the answer, where they are fewer than usual. `visitor`: a
    name of the same kind as the sender for who writes without having signed in, which outlives the
    conversation; empty where there is none. `id`: by which the assistant knows the message again,
    for channels that ask again; `attempts`: how often it may have been asked before. `origin`: a
    keyed hash of the network address, for quotas; empty where it says nothing. `masked`: the kinds
    of secrets that were taken out of the text; None where nobody has looked, and the engine does.
    """

    sender: str
    text: str
    channel: str
    audience: Audience = "employee"
    user: SignedInUser | None = None
    visitor: str = ""
    is_payload: bool = False
    within: float | None = None
    id: str = ""
    attempts: int = 0
    origin: str = ""
    masked: tuple[str, ...] | None = None


class AssistantUnavailableError(Exception):
    """The question was not heard, or its answer got lost: ask again under the same id."""


class Assistant(Protocol):
    """Answers questions."""

    async def ask(self, question: Question) -> list[Answer]:
        """The answers; when it cannot answer it says so and gives the numbers.

        Raises AssistantUnavailableError for a question with an id that is worth asking again.
        """
        ...
