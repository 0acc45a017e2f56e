"""What the web app gives to the Teams bot, and what it gets back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.answer import Answer
from bot.channels.assistant import Assistant
from bot.channels.teams.chats import TeamsChat
from bot.channels.teams.inbox import TeamsInbox
from bot.channels.teams.transport.activities import Json
from contacts.agency_table import AgencyTable
from contacts.registry import Lookup
from locales.labels import TeamsLabels

Sign = Callable[[str], str]


@dataclass(frozen=True)
class BotResponse:
    """What HTTP answers: the status, and a JSON body or none."""

    status: int
    body: Json | None = None


class SeenStore(Protocol):
    """Remembers what was handled, across restarts."""

    async def first(self, key: str) -> bool:
        """Whether the key (at most 80 characters) is new. From then on it is not."""
        ...


class ChatStore(Protocol):
    """Keeps the chats in which drafts were begun."""

    async def keep(self, chat: TeamsChat, reference: str) -> None:
        """Keep the chat if the draft of that reference was begun in it."""
        ...


class Render(Protocol):
    """Makes an activity of an answer; the web app binds the labels to it."""

    def __call__(self, answer: Answer, sign: Sign, *, is_shared: bool) -> Mapping[str, Any]:
        """A message in the Bot Framework's JSON; `is_shared`: other people read it."""
        ...


class Search(Protocol):
    """Searches for the message extension (search/extension.py)."""

    async def query(self, value: object, *, asking: Lookup | None) -> Mapping[str, Any]:
        """The body of the answer to `composeExtension/query`; `value` is that of the invoke.

        `asking`: who looks people up, None where the result must not name anybody.
        """
        ...


@dataclass(frozen=True)
class Ports:
    """Everything outside this channel.

    `sender_of(tenant, conversation, person)`: the assistant's name of a conversation, such that
    nobody can guess another one's. `sign_for(sender)`: signs payloads for that conversation.
    `read_action(sender, token)`: the payload; raises ValueError when we did not give the token to
    this conversation. `inbox`: keeps what is not answered yet. `chats`: remembers where to tell
    what becomes of drafts. `agencies`: says where users work.
    """

    assistant: Assistant
    sender_of: Callable[[str, str, str], str]
    sign_for: Callable[[str], Sign]
    read_action: Callable[[str, str], str]
    seen: SeenStore
    inbox: TeamsInbox
    render: Render
    words: TeamsLabels
    chats: ChatStore | None = None
    agencies: AgencyTable | None = None
    search: Search | None = None
