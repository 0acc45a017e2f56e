"""The route of the figures: counts beside each other, no names, no texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from bot.channels.console.figures.counts import Counts, Figures, OutcomeTally, figures_of
from common.clock import Clock
from common.database import Database
from faq_kb.store import CachedKnowledge
from locales.console import FiguresWords

Days = Annotated[int, Query(ge=1, le=366)]


class OutcomesBody(BaseModel):
    """What became of questions; together they are all questions of the row."""

    answered: int = 0
    one_click: int = 0
    refused: int = 0
    handed_over: int = 0
    came_back: int = 0
    gave_up: int = 0


class CountsBody(BaseModel):
    """Questions and what became of them."""

    messages: int
    outcomes: OutcomesBody


class DoorBody(CountsBody):
    """A door; `others`: messages that ask nothing, such as thanks, and steps of a draft."""

    door: str
    others: int


class EntryBody(CountsBody):
    """An entry."""

    entry: str
    title: str


class AgencyBody(CountsBody):
    """An agency, or those that are too small to be told."""

    agency: str


class FiguresBody(BaseModel):
    """The figures of the last days."""

    days: int
    people: int
    messages: int
    doors: list[DoorBody]
    entries: list[EntryBody]
    agencies: list[AgencyBody]


@dataclass(frozen=True)
class FiguresApi:
    """The handler with its services."""

    database: Database
    knowledge: CachedKnowledge
    clock: Clock
    words: FiguresWords

    async def figures(self, days: Days = 30) -> FiguresBody:
        """Messages by door, entry and agency, and what became of them."""
        today = self.clock.today()
        found = await run_in_threadpool(figures_of, self.database, days, today)
        knowledge = await run_in_threadpool(self.knowledge.current)
        titles = {entry: one.title for entry, one in knowledge.procedures.items()}
        return self._body(days, found, titles)

    def _body(self, days: int, found: Figures, titles: Mapping[str, str]) -> FiguresBody:
        agencies = [_agency(one, one.key or self.words.unknown_agency) for one in found.agencies]
        if found.others.messages:
            agencies.append(_agency(found.others, self.words.other_agencies))
        return FiguresBody(
            days=days,
            people=found.people,
            messages=found.messages,
            doors=[
                DoorBody(door=one.key, others=one.others, **_counts(one)) for one in found.doors
            ],
            entries=[
                EntryBody(entry=one.key, title=titles.get(one.key, one.key), **_counts(one))
                for one in found.entries
            ],
            agencies=agencies,
        )


def figures_router(api: FiguresApi) -> APIRouter:
    """The route, without the console's prefix."""
    router = APIRouter()
    router.add_api_route("/figures", api.figures, methods=["GET"])
    return router


def _agency(tally: OutcomeTally, name: str) -> AgencyBody:
    return AgencyBody(agency=name, messages=tally.messages, outcomes=_outcomes(tally.outcomes))


def _counts(tally: OutcomeTally) -> dict[str, object]:
    return {"messages": tally.messages, "outcomes": _outcomes(tally.outcomes)}


def _outcomes(counts: Counts) -> OutcomesBody:
    """Choices that nobody took are questions that were given up."""
    named = {"gave_up" if name == "offered" else name: count for name, count in counts.items()}
    return OutcomesBody(**named)
