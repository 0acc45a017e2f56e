"""What the front door gives to the Teams bot, and what it gets back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.answer import Answer
from bot.channels.assistant import Assistant
from contacts.registry import Lookup

Sign = Callable[[str], str]
Json = dict[str, Any]


@dataclass(frozen=True)
class Response:
    """What HTTP answers: the status, a JSON body or none."""

    status: int
    body: Json | None = None


class Seen(Protocol):
    """Remembers what was dealt with, across restarts."""

    async def first(self, key: str) -> bool:
        """Whether the key (at most 80 characters) is new; it is not new any more afterwards."""
        ...


class Render(Protocol):
    """Makes an activity of an answer: the front door binds labels and public address to it."""

    def __call__(self, answer: Answer, sign: Sign, *, open_channel: bool) -> Mapping[str, Any]:
        """A message in the Bot Framework's JSON; `open_channel`: others can read it."""
        ...


class Extension(Protocol):
    """Searches for the message extension (extension.py)."""

    async def query(self, value: object, *, people: bool, asking: Lookup) -> Mapping[str, Any]:
        """The body of the answer to `composeExtension/query`; `value` is that of the invoke.

        `people`: names may be shown where the result goes; `asking`: who looks them up.
        """
        ...


@dataclass(frozen=True)
class Ports:
    """Everything outside this channel.

    `sender_of(tenant, conversation, person)`: the assistant's name of a conversation, such that
    nobody can find another one's. `sign_for(sender)`: signs payloads for that conversation.
    `read_action(sender, token)`: the payload; raises ValueError when we did not give the token to
    this conversation. `words`: the labels of Teams (`WORDS` are needed).
    """

    assistant: Assistant
    sender_of: Callable[[str, str, str], str]
    sign_for: Callable[[str], Sign]
    read_action: Callable[[str, str], str]
    seen: Seen
    render: Render
    words: Mapping[str, str]
    extension: Extension | None = None


WORDS = (
    "welcome",
    "welcome_channel",
    "text_only",
    "too_long",
    "refused_action",
    "still_working",
    "answered",
    "busy",
    "agents_only",
    "failed",
)
