"""The chat API: sessions, messages, feedback, transcript, downloads, health."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool

from bot.channels.assistant import SignedIn
from bot.channels.web.bodies import (
    ActionRequest,
    ChatBody,
    FeedbackRequest,
    HealthBody,
    SessionBody,
    SessionRequest,
    TextRequest,
    UserBody,
)
from bot.channels.web.chat.chat import Chat, Message, Visitor
from bot.channels.web.chat.feedback import Judgments
from bot.channels.web.chat.history import IN_A_FILE, Said
from bot.channels.web.chat.rendering import Activity, Rendering
from bot.channels.web.errors import ApiError, ErrorBody
from bot.channels.web.limits import RateLimits, network_of
from bot.channels.web.quick_starts import QuickStarts
from bot.channels.web.session import Sessions
from common.masking import mask
from faq_kb.contract import DraftReply

KEY = r"^[A-Za-z0-9_-]{8,64}$"
REFERENCE = r"^HD-[0-9A-Z]{6}$"
TEXT_FILE, MAIL_FILE = "text/plain", "message/rfc822"
BINARY = {"schema": {"type": "string"}}

Errors = dict[int | str, dict[str, Any]]


@dataclass(frozen=True)
class ChatApi:
    """The handlers, and what they need; `sign_in`: whether users can."""

    chat: Chat
    sessions: Sessions
    rendering: Rendering
    limits: RateLimits
    quick_starts: QuickStarts
    judgments: Judgments
    sign_in: bool

    async def session(self, request: Request, body: SessionRequest) -> SessionBody:
        """Begin a conversation, or go on with the one of the cookie."""
        await self.limits.count_address(address(request))
        known, token = self.sessions.is_known(request), None
        if body.bearer:
            visitor, token = await run_in_threadpool(
                self.sessions.begin_with_token, request, new=body.new
            )
        else:
            visitor = self.sessions.begin(request, new=body.new)
        said = await run_in_threadpool(self.chat.history.of, visitor.conversation)
        return SessionBody(
            user=_user(visitor.user),
            sign_in=self.sign_in and visitor.user is None,
            token=token,
            known=known,
            messages=await run_in_threadpool(self._activities, visitor, said),
            quick_starts=await run_in_threadpool(self.quick_starts.current),
        )

    async def end(self, request: Request) -> Response:
        """End the session: every copy of its cookie or token is of no use any more."""
        await self.limits.count_address(address(request))
        self.sessions.end(request)
        return Response(status_code=204)

    async def message(
        self,
        request: Request,
        body: TextRequest | ActionRequest,
        key: Annotated[str, Header(alias="Idempotency-Key", pattern=KEY)],
    ) -> ChatBody:
        """Say something; the same key again gets the same answer and says it only once."""
        visitor = self.sessions.visitor(request)
        await self.limits.count(visitor.conversation, address(request))
        network = network_of(address(request))
        if isinstance(body, TextRequest):
            message = Message(key, text=_clean(body.text), address=network)
        else:
            message = Message(key, action=body.action, title=_clean(body.title), address=network)
        said = await self.chat.take(visitor, message)
        return ChatBody(messages=self._activities(visitor, said))

    async def feedback(self, request: Request, body: FeedbackRequest) -> Response:
        """Say whether an answer was helpful; the latest word counts."""
        visitor = self.sessions.visitor(request)
        await self.limits.count(visitor.conversation, address(request))
        word = mask(_clean(body.word)).text
        judged = await run_in_threadpool(
            self.judgments.judge,
            visitor.conversation,
            int(body.message),
            word,
            helpful=body.helpful,
        )
        if not judged:
            raise ApiError(404, "not_found", "No answer of this conversation has that id.")
        return Response(status_code=204)

    async def transcript(self, request: Request) -> Response:
        """The conversation as a text file."""
        said = await self._history(request)
        return PlainTextResponse(
            self.rendering.transcript(said), headers=_as_file("conversation.txt")
        )

    async def draft(
        self, request: Request, reference: Annotated[str, Path(pattern=REFERENCE)]
    ) -> Response:
        """A confirmed request as an e-mail, once this conversation has shown it."""
        for said in reversed(await self._history(request)):
            reply = said.answer.reply
            if isinstance(reply, DraftReply) and reply.draft and reply.draft.id == reference:
                if reply.draft.eml:
                    file = _as_file(f"{reference}.eml")
                    return Response(reply.draft.eml.encode(), 200, file, "message/rfc822")
                break
        raise ApiError(404, "not_found", f"{reference}: no confirmed request of this conversation.")

    async def _history(self, request: Request) -> list[Said]:
        visitor = self.sessions.visitor(request)
        await self.limits.count(visitor.conversation, address(request))
        return await run_in_threadpool(self.chat.history.of, visitor.conversation, most=IN_A_FILE)

    def _activities(self, visitor: Visitor, said: Iterable[Said]) -> list[Activity]:
        return [self.rendering.activity(visitor, one) for one in said]


def chat_router(api: ChatApi) -> APIRouter:
    """The routes, each with every answer that it may give."""
    router = APIRouter(prefix="/api", tags=["chat"], dependencies=[Depends(_private)])
    add = router.add_api_route
    add("/session", api.session, methods=["POST"], responses=_errors(400, 403, 413, 422, 429, 503))
    add(
        "/session",
        api.end,
        methods=["DELETE"],
        status_code=204,
        response_class=Response,
        responses=_errors(401, 403, 429, 503),
    )
    everything = _errors(400, 401, 403, 413, 422, 429, 503)
    add("/chat", api.message, methods=["POST"], responses=everything | _errors(409))
    add(
        "/feedback",
        api.feedback,
        methods=["POST"],
        status_code=204,
        response_class=Response,
        responses=everything | _errors(404),
    )
    reading = _errors(401, 429, 503)
    add(
        "/transcript",
        api.transcript,
        methods=["GET"],
        response_class=PlainTextResponse,
        responses=reading,
    )
    add(
        "/drafts/{reference}.eml",
        api.draft,
        methods=["GET"],
        response_class=Response,
        responses={200: {"content": {MAIL_FILE: BINARY}}} | reading | _errors(404, 422),
    )
    return router


def health_router(away: Callable[[], Awaitable[list[str]]]) -> APIRouter:
    """`GET /api/health`; `away` names what the assistant needs and does not reach."""
    router = APIRouter(prefix="/api", tags=["health"])

    @router.get("/health", responses={503: {"model": HealthBody}})
    async def health() -> JSONResponse:
        """Whether the assistant can answer."""
        missing = await away()
        body = HealthBody(status="degraded" if missing else "ok", away=missing)
        return JSONResponse(body.model_dump(), 503 if missing else 200)

    return router


def address(request: Request) -> str:
    """Where the request comes from, as far as the trusted proxies say."""
    return request.client.host if request.client else "unknown"


async def _private(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def _clean(text: str) -> str:
    return text.replace("\x00", " ")


def _user(user: SignedIn | None) -> UserBody | None:
    return UserBody(name=user.name, email=user.email, agency=user.agency) if user else None


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _errors(*statuses: int) -> Errors:
    return {status: {"model": ErrorBody} for status in statuses}
