"""A conversation without engine or model: a tracker made of events, our actions, a real store.

The test says which specific intent a message has; the rules of data/rules choose the action by its
kind. The form works as Rasa's does: it sees each message first, and comes back after the answer.
"""

import asyncio
import datetime as dt
import json
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from ruamel.yaml import YAML

from actions.actions import ACTIONS
from actions.base import BaseAction
from actions.reply.delivery_methods import DeliveryMethods
from actions.services import Services
from bot.operations.checks.training_data import read_intents
from bot.operations.settings import ROOT
from bot.operations.supervisor.prepare import SAMPLE_LISTING
from common.clock import Clock
from common.database import Database
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge, load
from locales import load_catalog
from tickets.service import Tickets

FORM, VALIDATE = "draft_form", "validate_draft_form"
TODAY = dt.date(2026, 12, 1)
Event = dict[str, Any]
Reply = dict[str, Any]


def sample_store(file: Path, knowledge: KnowledgeBase) -> Path:
    """A SQLite file with the knowledge base and the sample listing; to be copied."""
    database = Database(f"sqlite:///{file}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
        import_contacts(session, ImportRequest(SAMPLE_LISTING, by="tests", sample=True))
    database.close()
    return file


def services_of(database: Database, knowledge: KnowledgeBase, **changes: Any) -> Services:
    """The action server's services on a store; `changes` replace what a test is about."""
    services: dict[str, Any] = {
        "catalog": load_catalog(),
        "knowledge": CachedKnowledge(database),
        "registry": ContactRegistry(database, Clock("America/New_York")),
        "directory": knowledge.directory,
        "registry_public": False,
        "sign_in": False,
        "tickets": Tickets(database),
        "delivery_methods": DeliveryMethods(),
        "public_url": "",
        "idle_days": 30,
        "today": lambda: TODAY,
    }
    return Services(**{**services, **changes})


def copied(store: Path, folder: Path) -> Database:
    """A store of one's own."""
    return Database(f"sqlite:///{shutil.copy(store, folder / 'helpdesk.db')}")


@cache
def kinds() -> dict[str, str]:
    """The kind of each specific intent, learned or decided by the pipeline."""
    intents, _ = read_intents(ROOT / "data" / "nlu", "data/nlu")
    decided = {"clarify": "clarify", "nlu_fallback": "unsupported", "empty_message": "small_talk"}
    decided |= {"repair": "repair", "person": "small_talk"}
    return {intent.intent: intent.kind for intent in intents} | decided


@cache
def rules() -> dict[str, str]:
    """The action of each kind, as data/rules has it outside the form."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in YAML(typ="safe").load(file)["rules"]:
            first, *others = rule["steps"]
            if "condition" in rule or not others or "action" not in others[0]:
                continue
            if "intent" in first:
                found[first["intent"]] = others[0]["action"]
    return found


@dataclass
class Conversation:
    """One conversation; `metadata` goes with every message (docs/contract.md)."""

    services: Services
    sender: str = "tests"
    metadata: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    replies: list[Reply] = field(default_factory=list)

    def __post_init__(self) -> None:
        actions = [action(self.services) for action in ACTIONS]
        self._actions: dict[str, BaseAction] = {action.name(): action for action in actions}
        self._message: dict[str, Any] = {}
        self.new_session()

    def new_session(self) -> None:
        """What Rasa does after hours of silence: another session, the slots carried over."""
        self.events = [{"event": "action", "name": "action_session_start"}]
        self.events.append({"event": "session_started"})
        self.events += [_slot(name, value) for name, value in self.slots.items()]
        self.events.append({"event": "action", "name": "action_listen"})

    def say(
        self,
        text: str,
        intent: str,
        *,
        confidence: float = 0.95,
        entities: dict[str, str] | None = None,
        kind: str = "",
        **parsed: Any,
    ) -> Reply:
        """The last reply to a typed message; `parsed` is what else the pipeline found.

        `kind`: where it is not that of the intent: a `detail` of an entry.
        """
        kind = kind or kinds().get(intent, "")
        parsed.setdefault("reading", _reading(kind, intent, in_form=bool(self.loop)))
        ranking = parsed.pop("intent_ranking", [{"name": intent, "confidence": confidence}])
        self._message = {
            "text": text,
            "intent": {"name": kind, "confidence": confidence},
            "specific_intent": intent,
            "intent_ranking": ranking,
            "entities": [_entity(key, value, text) for key, value in (entities or {}).items()],
            "metadata": self.metadata,
            **parsed,
        }
        said = {"event": "user", "text": text, "metadata": self.metadata}
        self.events.append({**said, "parse_data": self._message})
        self.replies = []
        if not (self.loop and self._form()):
            self._run(rules()[kind])
            if self.loop:
                self._form()
        self.events.append({"event": "action", "name": "action_listen"})
        return self.replies[-1] if self.replies else {}

    def click(self, button: dict[str, str] | str) -> Reply:
        """The last reply to a click on a button, or to its payload."""
        payload = button if isinstance(button, str) else button["payload"]
        intent, brace, data = payload.removeprefix("/").partition("{")
        entities = json.loads(brace + data) if brace else {}
        return self.say(payload, intent, confidence=1.0, entities=entities)

    @property
    def tracker(self) -> Tracker:
        """The conversation as the action server gets it."""
        return Tracker(
            self.sender,
            dict(self.slots),
            self._message,
            list(self.events),
            False,
            None,
            {"name": self.loop} if self.loop else {},
            None,
        )

    def _form(self) -> bool:
        """Run the form; whether it took the message."""
        self.loop, before = FORM, len(self.events)
        self.events.append({"event": "action", "name": FORM})
        answered = self._run(VALIDATE)
        if any(event["event"] == "action_execution_rejected" for event in answered):
            del self.events[before]
            return False
        return True

    def _run(self, name: str) -> list[Event]:
        dispatcher = CollectingDispatcher()
        events = asyncio.run(self._actions[name].run(dispatcher, self.tracker, {}))
        if name != VALIDATE:
            self.events.append({"event": "action", "name": name})
        for message in dispatcher.messages:
            self.replies.append(message)
            self.events.append({"event": "bot", "data": {"custom": message["custom"]}})
        for event in events:
            self._apply(event)
        if any(event["event"] == "followup" and event["name"] == FORM for event in events):
            self._form()
        return events

    def _apply(self, event: Event) -> None:
        self.events.append(event)
        if event["event"] == "slot":
            self.slots[event["name"]] = event["value"]
        elif event["event"] == "active_loop":
            self.loop = event["name"]


def _entity(name: str, value: Any, text: str) -> dict[str, Any]:
    """An entity where its value stands in the message; of no words where it does not."""
    said = str(value)  # of a form it is a mapping
    start = text.casefold().find(said.casefold())
    end = start + len(said) if start >= 0 else 0
    return {"entity": name, "value": value, "start": max(start, 0), "end": end}


def _reading(kind: str, intent: str, *, in_form: bool) -> str:
    """What the pipeline mostly takes a message of the intent for."""
    by_intent = {"agency_contact_lookup": "contacts", "contact_check": "contacts"}
    by_kind = {
        "draft": "command",
        "fact": "detail",
        "inform_agency": "agency",
        "unsupported": "value" if in_form else "none",
        "": "value",
    }
    return by_intent.get(intent) or by_kind.get(kind, kind)


def _slot(name: str, value: Any) -> Event:
    return {"event": "slot", "name": name, "value": value}
