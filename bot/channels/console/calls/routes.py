"""The routes about callers, agencies and calls back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from bot.channels.console.access import agent_of
from bot.channels.console.calls.agencies import AgencyLookup
from bot.channels.console.calls.people import Callers
from bot.channels.console.calls.schemas import (
    MOST_ID,
    AgenciesBody,
    AgencyPeople,
    CallbackBody,
    CallbackRequest,
    CallerBody,
    CandidatesBody,
    agency_line,
)
from bot.channels.web.api.errors import ApiError
from contacts.callbacks import Callbacks
from faq_kb.store import CachedKnowledge

LONGEST_TEXT = 200
Words = Annotated[str, Query(max_length=LONGEST_TEXT)]
NumberInPath = Annotated[int, Path(ge=1, le=MOST_ID)]
PersonQuery = Annotated[int, Query(ge=1, le=MOST_ID)]


def calls_router(
    callers: Callers, agencies: AgencyLookup, callbacks: Callbacks, knowledge: CachedKnowledge
) -> APIRouter:
    """Who may be calling, who may act for an agency, and who was called back."""
    router = APIRouter()

    @router.get("/callers")
    async def candidates(
        request: Request, q: Words = "", phone: Words = "", email: Words = ""
    ) -> CandidatesBody:
        """Who may be calling, by what the caller gave or the telephone shows."""
        given = (phone, email, q)
        found = await run_in_threadpool(callers.candidates, agent_of(request), given)
        return CandidatesBody(candidates=found)

    @router.get("/people/{number}")
    async def person(request: Request, number: NumberInPath) -> CallerBody:
        """One person with what he or she may do today."""
        found = await run_in_threadpool(callers.person, agent_of(request), number)
        if found is None:
            raise ApiError("not_found")
        return found

    @router.get("/agencies")
    async def find_agencies(q: Words = "") -> AgenciesBody:
        """The agencies that a text may mean."""
        found = await run_in_threadpool(agencies.find, q)
        return AgenciesBody(agencies=[*map(agency_line, found)])

    @router.get("/agencies/{number}")
    async def agency(request: Request, number: NumberInPath) -> AgencyPeople:
        """An agency with everybody who may act for it."""
        found = await run_in_threadpool(callers.agency, agent_of(request), number)
        if found is None:
            raise ApiError("not_found")
        return found

    @router.post("/callbacks", status_code=204)
    async def called_back(request: Request, body: CallbackRequest) -> Response:
        """Note that the agent called the person back at the number on record."""
        agent, entry = agent_of(request), body.entry or ""
        known = await run_in_threadpool(knowledge.current)
        is_noted = (not entry or entry in known.procedures) and await run_in_threadpool(
            callbacks.note, agent.id, agent.name, body.person, entry
        )
        if not is_noted:
            raise ApiError("not_found")
        return Response(status_code=204)

    @router.get("/callbacks")
    async def newest(person: PersonQuery) -> CallbackBody:
        """The newest call back to a person within 24 hours."""
        found = await run_in_threadpool(callbacks.newest, person)
        return CallbackBody(
            called_back_at=found.at if found else None, by=found.by if found else None
        )

    return router
