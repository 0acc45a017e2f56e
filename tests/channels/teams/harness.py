"""A Teams bot in front of a scripted assistant, and what Teams would send it."""

import asyncio
import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels.answer import Answer, Button
from bot.channels.assistant import Question
from bot.channels.teams.bot import TeamsBot
from bot.channels.teams.inbox import TeamsInbox
from bot.channels.teams.ports import BotResponse, Ports, Sign
from contacts.registry import Lookup
from locales.labels import TeamsLabels
from tests.channels.teams.fake_microsoft import FakeMicrosoft
from tests.channels.teams.signing import Json, connector_claims

ACTIVITIES = Path(__file__).parent / "activities"
KINDS = sorted(path.stem for path in ACTIVITIES.glob("*.json"))
APP = "0d5f3c1e-7b1a-4c2d-9a52-3f5e6b7c8d90"
TENANT = "6f1d2c3b-4a59-4e68-8d77-9c0b1a2f3e4d"
ANA = "a3c5e7f9-1b2d-4f60-8a91-b2c3d4e5f607"
CHOICE = Answer("Which one?", None, (Button("VPN", "/vpn_access"),))


@dataclass
class ScriptedAssistant:
    """Answers what the test says; while `gate` is shut, later."""

    answers: list[Answer] = field(default_factory=lambda: [Answer("Call 555-0100.", None)])
    asked: list[Question] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    def __post_init__(self) -> None:
        self.gate.set()

    async def ask(self, question: Question) -> list[Answer]:
        self.asked.append(question)
        await self.gate.wait()
        if self.error:
            raise self.error
        return list(self.answers)


@dataclass
class Memory:
    """What was seen, while the test runs."""

    keys: list[str] = field(default_factory=list)
    error: Exception | None = None

    async def first(self, key: str) -> bool:
        if self.error:
            raise self.error
        is_first = key not in self.keys
        self.keys.append(key)
        return is_first


@dataclass
class ScriptedSearch:
    """Finds one thing."""

    asked: list[tuple[object, Lookup | None]] = field(default_factory=list)
    error: Exception | None = None

    async def query(self, value: object, *, asking: Lookup | None) -> Mapping[str, Any]:
        self.asked.append((value, asking))
        if self.error:
            raise self.error
        found = {"type": "result", "attachmentLayout": "list", "attachments": []}
        return {"composeExtension": found}


def render(answer: Answer, sign: Sign, *, is_shared: bool) -> Json:
    """An answer with buttons gets a card."""
    message: Json = {"type": "message", "text": answer.text, "textFormat": "markdown"}
    if answer.buttons:
        actions = [
            {"type": "Action.Execute", "title": one.title, "data": {"action": sign(one.payload)}}
            for one in answer.buttons
        ]
        card = {"type": "AdaptiveCard", "version": "1.5", "body": [], "actions": actions}
        message["attachments"] = [
            {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
        ]
    return message | ({"summary": "open"} if is_shared else {})


def sender_of(tenant: str, conversation: str, person: str) -> str:
    """A name of the conversation."""
    name = "|".join((tenant, conversation, person))
    return f"teams-{hashlib.sha256(name.encode()).hexdigest()[:40]}"


def sign_for(sender: str) -> Sign:
    """Tokens that can be read back."""

    def sign(payload: str) -> str:
        if not payload.startswith("/"):
            raise ValueError("not a payload")
        return f"{sender}:{payload}"

    return sign


def read_action(sender: str, token: str) -> str:
    """The payload of a token for that conversation."""
    owner, _, payload = token.partition(":")
    if owner != sender or not payload:
        raise ValueError("forged")
    return payload


@dataclass
class Teams:
    """The bot, with everything around it."""

    bot: TeamsBot
    microsoft: FakeMicrosoft
    assistant: ScriptedAssistant
    seen: Memory
    search: ScriptedSearch
    waits: list[float]
    inbox: TeamsInbox

    def activity(self, kind: str, **changes: Any) -> Json:
        """A recorded activity, from the fake service."""
        activity: Json = json.loads((ACTIVITIES / f"{kind}.json").read_text())
        return activity | {"serviceUrl": self.microsoft.service_url} | changes

    def token(self, **changes: Any) -> str:
        """A right token, but for the changes."""
        claims = connector_claims(APP, self.microsoft.service_url, **changes)
        return self.microsoft.pairs[-1].sign(claims)

    async def post(self, activity: Json, token: str = "") -> BotResponse:
        """What the bot answers to that activity."""
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {token or self.token()}",
        }
        return await self.bot.receive(json.dumps(activity).encode(), headers)

    def click(self, kind: str, token: str) -> Json:
        """A recorded click on a button with that token."""
        text = json.dumps(self.activity(kind)).replace('"TOKEN"', json.dumps(token))
        return dict(json.loads(text))

    def signed(self, activity: Json, payload: str) -> str:
        """The token that the bot would have given to that conversation."""
        user = activity["from"]["aadObjectId"]
        return sign_for(sender_of(TENANT, activity["conversation"]["id"], user))(payload)

    async def answered(self, count: int) -> list[Json]:
        """The first messages that the bot sent."""
        await self.microsoft.until(lambda: len(self.microsoft.messages) >= count)
        return copy.deepcopy(self.microsoft.messages)


def ports(
    assistant: ScriptedAssistant,
    seen: Memory,
    search: ScriptedSearch,
    inbox: TeamsInbox,
    **more: Any,
) -> Ports:
    """The outside of the channel, scripted; each label says its own name."""
    return Ports(
        assistant=assistant,
        sender_of=sender_of,
        sign_for=sign_for,
        read_action=read_action,
        seen=seen,
        inbox=inbox,
        render=render,
        words=TeamsLabels.model_construct(
            **{name: f"[{name}]" for name in TeamsLabels.model_fields}
        ),
        search=search,
        **more,
    )
