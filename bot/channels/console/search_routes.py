"""The console's search: one box for everything that an agent may be asked about."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from bot.channels.console.access import agent_of
from bot.channels.console.search_audit import SearchAudit
from bot.channels.search.desk_search import UnderstandingSearch
from bot.channels.search.hit_lines import HitLine, HitLines
from bot.channels.search.hits import SearchHit
from contacts.queries import Agency
from faq_kb.model import Role

USUAL, MOST = 20, 50
# For the engine: what takes longer would slow the typing, and the words alone must do.
UNDERSTOOD_WITHIN_S = 0.03


class FoundBody(BaseModel):
    """What a search finds, best first."""

    hits: list[HitLine]


def search_router(search: UnderstandingSearch, lines: HitLines, audit: SearchAudit) -> APIRouter:
    """`GET /search`."""
    router = APIRouter()

    def shown(user: str, query: str, hits: Sequence[SearchHit]) -> FoundBody:
        people: list[tuple[Agency | None, Role | None, Sequence[int]]] = []
        body = FoundBody(hits=lines.of(hits, lambda *named: people.append(named)))
        audit.note(user, query, people)
        return body

    @router.get("/search")
    async def find(
        request: Request, q: str = "", limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL
    ) -> FoundBody:
        """Procedures, forms, policies, phones, agencies, people, roles and drafts, best first."""
        hits = await search.find(q, limit=limit)
        return await run_in_threadpool(shown, agent_of(request).id, q, hits)

    return router
