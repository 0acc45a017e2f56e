"""The front door with its pages around a scripted assistant: for what the real one never does."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.answer import Answer
from bot.channels.assistant import Question
from bot.channels.web.limits import Limits
from bot.channels.web.page_routes import ASSETS, BuiltFiles, page_router
from bot.channels.web.pages import Pages
from common.database import Database
from locales import load_catalog
from tests.support.front import Front, Script, ScriptedAssistant, echo, serving

PHONES = "502-555-0100"
LONGEST_HOLD_S = 60


def open_gate() -> threading.Event:
    """A gate through which everything goes at once."""
    gate = threading.Event()
    gate.set()
    return gate


@dataclass
class HeldAssistant(ScriptedAssistant):
    """Answers when its gate is open; tests close and open it from their own thread."""

    gate: threading.Event = field(default_factory=open_gate)

    async def ask(self, question: Question) -> list[Answer]:
        """What the script says, as soon as the gate is open."""
        self.asked.append(question)
        await asyncio.to_thread(self.gate.wait, LONGEST_HOLD_S)
        return self.script(question)


@dataclass
class Scripted:
    """A front door that is being served at `url`."""

    url: str
    front: Front
    assistant: HeldAssistant


@contextmanager
def scripted(
    database: Database,
    dist: Path,
    *,
    script: Script = echo,
    limits: Limits | None = None,
    embed_origins: Sequence[str] = (),
) -> Iterator[Scripted]:
    """Serve it until the end of the block."""
    labels = load_catalog().labels
    pages = Pages(dist, labels.web.model_dump(), phones=PHONES, lang=labels.lang)
    assistant = HeldAssistant(script)
    front = Front(
        database,
        assistant=assistant,
        limits=limits or Limits(),
        extra=[page_router(pages, dist, embed_origins)],
    )
    front.app.mount(ASSETS, BuiltFiles(directory=dist / ASSETS.strip("/")))
    with serving(front) as url:
        try:
            yield Scripted(url, front, assistant)
        finally:
            assistant.gate.set()
