"""Whether messages may come: everything is there, and a question has just been answered."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from bot.channels.web.serving.health import Check, Health
from common.database import Database, StoreError
from faq_kb.store import CachedKnowledge

# A question takes some of an engine's time, and a probe asks again every few seconds.
KEPT_S = 5.0


class ProbedAssistant(Protocol):
    """The assistant as it is looked at from outside."""

    async def is_there(self) -> bool:
        """Whether an engine has its model and answers."""
        ...

    async def answers(self, text: str) -> bool:
        """Whether an engine answers a question, of which nothing is kept."""
        ...


@dataclass(frozen=True)
class ReadyChecks:
    """The checks of `/api/ready`."""

    database: Database
    data_dir: Path
    knowledge: CachedKnowledge
    assistant: ProbedAssistant

    def health(self, actions: Check) -> Health:
        """All of them by name; `actions`: whether the action server is there."""
        checks = {
            "engine": self.assistant.is_there,
            "actions": actions,
            "schema": self.has_schema,
            "question": self.answers_question,
            "disk": self.can_write,
        }
        return Health(checks, kept_s=KEPT_S)

    async def has_schema(self) -> bool:
        """Whether the database has the schema of this version."""
        try:
            return await run_in_threadpool(self.database.is_newest)
        except StoreError:
            return False

    async def answers_question(self) -> bool:
        """Whether the first question of the catalog is answered."""
        try:
            knowledge = await run_in_threadpool(self.knowledge.current)
        except StoreError:
            return False
        first = next(iter(knowledge.procedures.values()), None)
        return first is not None and await self.assistant.answers(first.question)

    async def can_write(self) -> bool:
        """Whether the data folder can be written to."""
        return await run_in_threadpool(self._write)

    def _write(self) -> bool:
        try:
            with tempfile.TemporaryFile(dir=self.data_dir) as file:
                file.write(b"x")
                file.flush()
        except OSError:
            return False
        return True
