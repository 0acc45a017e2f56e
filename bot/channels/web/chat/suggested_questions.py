"""The questions that an empty conversation suggests: frequent ones, then the editors' choice."""

import datetime as dt
import time
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel
from ruamel.yaml import YAML

from bot.channels.web.chat.history import History
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge

FILE = Path(__file__).parent / "suggested_questions.yml"
OFFERED = 6
WINDOW = dt.timedelta(days=30)
FRESH_S = 600.0


class SuggestedQuestion(BaseModel):
    """A question that one click sends, as if its text had been typed."""

    title: str
    text: str


@dataclass(frozen=True)
class EditorsChoice:
    """The editors' choice; an entry counts as frequent from `enough` answers on."""

    entries: tuple[str, ...]
    enough: int


def editors_choice(file: Path = FILE) -> EditorsChoice:
    """The choice in the file."""
    data = YAML(typ="safe").load(file.read_text())
    return EditorsChoice(tuple(data["entries"]), int(data["enough"]))


class SuggestedQuestions:
    """Looks at the history every ten minutes at most."""

    def __init__(self, history: History, knowledge: CachedKnowledge, choice: EditorsChoice) -> None:
        self._history = history
        self._knowledge = knowledge
        self._choice = choice
        self._until = 0.0
        self._found: list[SuggestedQuestion] = []

    def current(self) -> list[SuggestedQuestion]:
        """The questions to offer now. Raises StoreError."""
        if time.monotonic() >= self._until:
            self._found = self._look(self._knowledge.current())
            self._until = time.monotonic() + FRESH_S
        return self._found

    def _look(self, knowledge: KnowledgeBase) -> list[SuggestedQuestion]:
        since = dt.datetime.now(dt.UTC) - WINDOW
        asked = self._history.most_asked(since, OFFERED)
        popular = [entry for entry, times in asked if times >= self._choice.enough]
        entries = dict.fromkeys([*popular, *self._choice.entries])
        known = [entry for entry in entries if entry in knowledge.procedures][:OFFERED]
        titles = [knowledge.procedures[entry].title for entry in known]
        return [SuggestedQuestion(title=title, text=title) for title in titles]
