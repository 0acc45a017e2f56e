"""The routes of upkeep: disputes, and what users asked in vain, as JSON and as YAML."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field
from starlette.concurrency import run_in_threadpool

from bot.channels.console.access import agent_of
from bot.channels.console.upkeep.disputes import (
    Dispute,
    DisputeReason,
    Disputes,
    UnknownFactError,
)
from bot.channels.console.upkeep.export import disputes_yaml, misses_yaml, questions_yaml
from bot.channels.console.upkeep.finder import MissFinder
from bot.channels.console.upkeep.groups import MissGroup
from bot.channels.console.upkeep.misses import MissCause
from bot.channels.web.api.errors import ApiError
from bot.channels.web.api.schemas import LONGEST_COMMENT, StrictBody
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge

YAML_FILE = "application/yaml"
SHOWN_EXAMPLES = 20
LARGEST_NUMBER = 2**31 - 1

Days = Annotated[int, Query(ge=1, le=366)]
Utc = Annotated[dt.datetime, AfterValidator(lambda moment: moment.astimezone(dt.UTC))]


class DisputeRequest(StrictBody):
    """What is wrong with which fact."""

    entry: Annotated[str, Field(max_length=64)]
    fact: Annotated[str, Field(max_length=160)]
    reason: DisputeReason
    comment: Annotated[str, Field(max_length=LONGEST_COMMENT)] = ""


class DisputeBody(BaseModel):
    """A dispute as agents see it."""

    id: int
    entry: str
    title: str
    fact: str
    text: str
    reason: DisputeReason
    comment: str
    by: str
    since: Utc
    ended: Utc | None


class DisputesBody(BaseModel):
    """Disputes, the newest first."""

    disputes: list[DisputeBody]


class MissBody(BaseModel):
    """One message that was asked in vain."""

    text: str
    cause: MissCause
    at: Utc


class SuggestionBody(BaseModel):
    """An entry that may have been meant."""

    entry: str
    title: str


class MissGroupBody(BaseModel):
    """Messages that mean much the same."""

    id: int
    people: int
    messages: int
    examples: list[MissBody]
    suggested: list[SuggestionBody]


class MissesBody(BaseModel):
    """Groups, most people first; `total`: messages of all groups."""

    groups: list[MissGroupBody]
    days: int
    total: int


@dataclass(frozen=True)
class UpkeepApi:
    """The handlers with their services."""

    disputes: Disputes
    misses: MissFinder
    knowledge: CachedKnowledge

    async def dispute(self, request: Request, body: DisputeRequest) -> DisputeBody:
        """Say that a fact is wrong; a second word of the same agent replaces the first."""
        agent = agent_of(request)
        what = body.entry, body.fact, body.reason, body.comment.replace("\x00", " ")
        try:
            number = await run_in_threadpool(self.disputes.open, agent, *what)
        except UnknownFactError as error:
            raise ApiError("not_found") from error
        return await self._dispute(number)

    async def list(self, standing: Annotated[bool, Query(alias="open")] = True) -> DisputesBody:
        """Disputes, the newest first; `open=false`: those that are over, too."""
        found = await run_in_threadpool(self.disputes.list, standing=standing)
        return DisputesBody(disputes=[_dispute_body(one) for one in found])

    async def withdraw(
        self, request: Request, number: Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
    ) -> DisputeBody:
        """End one's own dispute; another's is not found."""
        if not await run_in_threadpool(self.disputes.withdraw, agent_of(request), number):
            raise ApiError("not_found")
        return await self._dispute(number)

    async def disputes_file(self) -> Response:
        """Disputes for an editor."""
        found = await run_in_threadpool(self.disputes.list)
        return _file(disputes_yaml(found), "disputes.yml")

    async def miss_list(self, days: Days = 30) -> MissesBody:
        """What users of the web chat asked in vain."""
        knowledge = await run_in_threadpool(self.knowledge.current)
        found = await self.misses.find(days)
        groups = [_group_body(group, knowledge) for group in found.groups]
        return MissesBody(groups=groups, days=days, total=found.total)

    async def misses_file(
        self,
        days: Days = 30,
        form: Annotated[Literal["examples", "questions"], Query(alias="as")] = "examples",
    ) -> Response:
        """The same as data/nlu has examples, or tests/nlu questions."""
        groups = (await self.misses.find(days)).groups
        written = misses_yaml(groups) if form == "examples" else questions_yaml(groups)
        return _file(written, "misses.yml")

    async def _dispute(self, number: int) -> DisputeBody:
        found = await run_in_threadpool(self.disputes.find, number)
        if found is None:
            raise ApiError("not_found")
        return _dispute_body(found)


def upkeep_router(api: UpkeepApi) -> APIRouter:
    """The routes, without the console's prefix."""
    router = APIRouter()
    router.add_api_route("/disputes", api.dispute, methods=["POST"], status_code=201)
    router.add_api_route("/disputes", api.list, methods=["GET"])
    router.add_api_route("/disputes/{number}/withdraw", api.withdraw, methods=["POST"])
    router.add_api_route("/misses", api.miss_list, methods=["GET"])
    for path, handler in (("/disputes.yml", api.disputes_file), ("/misses.yml", api.misses_file)):
        router.add_api_route(path, handler, methods=["GET"], response_class=Response)
    return router


def _dispute_body(dispute: Dispute) -> DisputeBody:
    known = {name: getattr(dispute, name) for name in DisputeBody.model_fields}
    return DisputeBody(**known)


def _group_body(group: MissGroup, knowledge: KnowledgeBase) -> MissGroupBody:
    shown = group.misses[:SHOWN_EXAMPLES]
    return MissGroupBody(
        id=group.id,
        people=group.people,
        messages=group.messages,
        examples=[MissBody(text=one.text, cause=one.cause, at=one.at) for one in shown],
        suggested=[
            SuggestionBody(entry=entry, title=knowledge.procedures[entry].title)
            for entry in group.suggested
            if entry in knowledge.procedures
        ],
    )


def _file(text: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text.encode(), 200, headers, YAML_FILE)
