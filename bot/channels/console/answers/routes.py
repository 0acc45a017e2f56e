"""The routes about procedures, what tells two of them apart, and replies to callers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from bot.channels.console.access import Agent, agent_of
from bot.channels.console.answers.answer import AnswerBuilder, differences
from bot.channels.console.answers.reply_text import ReplyWriter, keys_of
from bot.channels.console.answers.schemas import (
    AnswerBody,
    ComparisonBody,
    ProceduresBody,
    ReplyBody,
    ReplyPart,
    ReplyRequest,
)
from bot.channels.console.calls.schemas import MOST_ID
from bot.channels.console.calls.verdict import CallerAuthority
from bot.channels.web.api.errors import ApiError
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge

PAIR = 2
Number = Annotated[int | None, Query(ge=1, le=MOST_ID)]
EntriesQuery = Annotated[str, Query(max_length=200)]


class Whom(BaseModel):
    """For whom an answer is; `unlisted`: a name was given, and nobody was picked for it."""

    agency: Number = None
    person: Number = None
    unlisted: bool = False


WhomQuery = Annotated[Whom, Depends()]


@dataclass(frozen=True)
class AnswersApi:
    """What the routes answer with; each method reads the database."""

    builder: AnswerBuilder
    writer: ReplyWriter
    authority: CallerAuthority
    knowledge: CachedKnowledge

    def all(self) -> ProceduresBody:
        """Every procedure by title."""
        known = self.knowledge.current()
        lines = [self.builder.line(entry, known) for entry in known.procedures]
        return ProceduresBody(procedures=sorted(lines, key=lambda line: line.title.casefold()))

    def answers(self, agent: Agent, entries: Sequence[str], whom: Whom) -> list[AnswerBody]:
        """The answers for a caller. Raises ApiError."""
        known = self.knowledge.current()
        call = self.authority.call(whom.agency, whom.person, is_unlisted=whom.unlisted)
        if call is None or not known.procedures.keys() >= set(entries):
            raise ApiError("not_found")
        return [self.builder.answer(agent, entry, known, call) for entry in entries]

    def reply(self, body: ReplyRequest) -> ReplyBody:
        """What was picked, as a reply. Raises ApiError."""
        known = self.knowledge.current()
        for place, part in enumerate(body.parts):
            _require_known(place, part, known)
        return self.writer.reply(body.parts, body.caller, known)


def answers_router(api: AnswersApi) -> APIRouter:
    """All procedures, one of them for a caller, two beside each other, and the reply."""
    router = APIRouter()

    @router.get("/procedures")
    async def procedures() -> ProceduresBody:
        """All procedures by title."""
        return await run_in_threadpool(api.all)

    @router.get("/procedures/{entry}")
    async def procedure(request: Request, entry: str, whom: WhomQuery) -> AnswerBody:
        """The answer for a caller; without one, for anybody."""
        agent = agent_of(request)
        (found,) = await run_in_threadpool(api.answers, agent, [entry], whom)
        return found

    @router.get("/compare")
    async def compare(request: Request, entries: EntriesQuery, whom: WhomQuery) -> ComparisonBody:
        """Two answers, and in which facts they differ."""
        pair = [entry.strip() for entry in entries.split(",")]
        if len(pair) != PAIR:
            faults = "entries: name two entries with a comma between them"
            raise ApiError("invalid", values={"faults": faults})
        found = await run_in_threadpool(api.answers, agent_of(request), pair, whom)
        return ComparisonBody(answers=found, differences=differences(*found))

    @router.post("/replies")
    async def reply(body: ReplyRequest) -> ReplyBody:
        """What was picked, as a reply to paste or mail."""
        return await run_in_threadpool(api.reply, body)

    return router


def _require_known(place: int, part: ReplyPart, knowledge: KnowledgeBase) -> None:
    """Raise ApiError for an entry or a key that there is not."""
    procedure = knowledge.procedures.get(part.entry)
    if procedure is None:
        raise ApiError("not_found")
    unknown = set(part.keys or ()) - keys_of(procedure, knowledge)
    if unknown:
        named = ", ".join(sorted(unknown))
        faults = f"parts.{place}.keys: not in the record of {part.entry}: {named}"
        raise ApiError("invalid", values={"faults": faults})
