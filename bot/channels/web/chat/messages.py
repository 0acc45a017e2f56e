"""What a web conversation is made of: who speaks, what comes in, what is stored."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.channels.answer import Answer
from bot.channels.assistant import Audience, SignedInUser

CHANNEL = "web"


@dataclass(frozen=True)
class Visitor:
    """Who is at the other end: the conversation of the session, and the user if signed in.

    `browser`: the same in all conversations of a browser, one after another.
    """

    conversation: str
    sender: str
    user: SignedInUser | None = None
    audience: Audience = "employee"
    browser: str = ""


@dataclass(frozen=True)
class IncomingMessage:
    """What the user sent: text, or the token of a button with the button's title.

    `key`: the request's idempotency key. `address`: the network that it came from. `values`: what
    a form holds that the button sends, by the item's key.
    """

    key: str
    text: str = ""
    action: str = ""
    title: str = ""
    address: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredMessage:
    """One message of a conversation; `answer.reply` is the assistant's only."""

    number: int
    is_user: bool
    at: dt.datetime
    key: str
    answer: Answer


@dataclass(frozen=True)
class Exchange:
    """A message of the user (masked) and the assistant's answers, to be stored together."""

    conversation: str
    key: str
    text: str
    answers: Sequence[Answer] = field(repr=False)


@dataclass(frozen=True)
class ChatRequest:
    """A request under its idempotency key; `fingerprint` identifies what was sent with it."""

    conversation: str
    key: str
    fingerprint: str


@dataclass(frozen=True)
class RequestState:
    """What is known of a request.

    `attempts`: how often the assistant may have been asked before. `is_same`: whether the key came
    with the same content every time. `messages`: what was stored once it was answered. `before`:
    what the user said last in the conversation.
    """

    attempts: int
    is_same: bool
    messages: list[StoredMessage]
    before: str = ""


@dataclass(frozen=True)
class ConversationNews:
    """What a web app tells the others: messages with this key are stored; without one, it types.

    `origin`: which web app tells it. No text of anybody is in it.
    """

    origin: str
    conversation: str
    key: str = ""

    def written(self) -> str:
        """As it is told."""
        return json.dumps([self.origin, self.conversation, self.key])

    @classmethod
    def read(cls, payload: str) -> "ConversationNews":
        """What was told. Raises ValueError for anything else."""
        origin, conversation, key = json.loads(payload)
        return cls(origin, conversation, key)
