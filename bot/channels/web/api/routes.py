"""The chat API: sessions, messages, feedback, transcript, downloads, health."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool

from bot.channels.assistant import SignedInUser
from bot.channels.web.api.errors import ApiError, ErrorBody
from bot.channels.web.api.schemas import (
    ActionRequest,
    ChatBody,
    FeedbackRequest,
    HealthBody,
    SessionBody,
    SessionRequest,
    TextRequest,
    UserBody,
)
from bot.channels.web.chat.chat import Chat
from bot.channels.web.chat.feedback import FeedbackStore
from bot.channels.web.chat.history import IN_A_FILE
from bot.channels.web.chat.messages import IncomingMessage, StoredMessage, Visitor
from bot.channels.web.chat.open_drafts import OpenDrafts
from bot.channels.web.chat.rendering import Activity
from bot.channels.web.chat.suggested_questions import SuggestedQuestions
from bot.channels.web.security.limits import RateLimits, network_of
from bot.channels.web.sessions.visitors import Sessions
from common.masking import mask
from faq_kb.contract import DraftReply

KEY = r"^[A-Za-z0-9_-]{8,64}$"
REFERENCE = r"^HD-[0-9A-Z]{6}$"
MAIL_FILE = "message/rfc822"

Handler = Callable[..., Awaitable[object]]


@dataclass(frozen=True)
class ChatApi:
    """The handlers of the API with their services; `sign_in`: whether users can sign in.

    `visited`: who has opened a page, and can be told what waits.
    """

    chat: Chat
    sessions: Sessions
    limits: RateLimits
    suggested_questions: SuggestedQuestions
    open_drafts: OpenDrafts
    feedback_store: FeedbackStore
    sign_in: bool
    visited: Callable[[Visitor], object]

    async def session(self, request: Request, body: SessionRequest) -> SessionBody:
        """Begin a conversation, or continue the one of the session."""
        await self.limits.count_address(address(request))
        known, token = self.sessions.is_known(request), None
        if body.bearer:
            visitor, token = await run_in_threadpool(
                self.sessions.begin_with_token, request, new=body.new
            )
        else:
            visitor = self.sessions.begin(request, new=body.new)
        await run_in_threadpool(self.visited, visitor)
        stored = await run_in_threadpool(self.chat.history.of, visitor.conversation)
        return SessionBody(
            user=_user(visitor.user),
            sign_in=self.sign_in and visitor.user is None,
            token=token,
            known=known,
            messages=await run_in_threadpool(self._activities, visitor, stored),
            open_drafts=await run_in_threadpool(self.open_drafts.count, visitor.user),
            suggested_questions=await run_in_threadpool(self.suggested_questions.current),
        )

    async def end(self, request: Request) -> Response:
        """End the session; no copy of its cookie or token works any more."""
        await self.limits.count_address(address(request))
        self.sessions.end(request)
        return Response(status_code=204)

    async def message(
        self,
        request: Request,
        body: TextRequest | ActionRequest,
        key: Annotated[str, Header(alias="Idempotency-Key", pattern=KEY)],
    ) -> ChatBody:
        """Send a message. The same key again gets the same answer, and sends it only once."""
        visitor = self.sessions.visitor(request)
        await self.limits.count(visitor.conversation, address(request))
        network = network_of(address(request))
        if isinstance(body, TextRequest):
            message = IncomingMessage(key, text=_clean(body.text), address=network)
        else:
            title = _clean(body.title)
            message = IncomingMessage(
                key, action=body.action, title=title, values=body.values, address=network
            )
        rendered = await self.chat.answer(visitor, message)
        return ChatBody(messages=[one.activity for one in rendered])

    async def feedback(self, request: Request, body: FeedbackRequest) -> Response:
        """Rate an answer as helpful or not; the latest rating counts."""
        visitor = self.sessions.visitor(request)
        await self.limits.count(visitor.conversation, address(request))
        is_stored = await run_in_threadpool(
            self.feedback_store.rate,
            visitor.conversation,
            int(body.message),
            mask(_clean(body.comment)).text,
            helpful=body.helpful,
        )
        if not is_stored:
            raise ApiError("not_found")
        return Response(status_code=204)

    async def transcript(self, request: Request) -> Response:
        """The conversation as a text file."""
        text = self.chat.renderer.transcript(await self._history(request))
        return PlainTextResponse(text, headers=_as_file("conversation.txt"))

    async def draft(
        self, request: Request, reference: Annotated[str, Path(pattern=REFERENCE)]
    ) -> Response:
        """A confirmed request as an e-mail, if this conversation has shown it."""
        for message in reversed(await self._history(request)):
            reply = message.answer.reply
            if isinstance(reply, DraftReply) and reply.draft and reply.draft.id == reference:
                if reply.draft.eml:
                    file = _as_file(f"{reference}.eml")
                    return Response(reply.draft.eml.encode(), 200, file, MAIL_FILE)
                break
        raise ApiError("not_found")

    async def _history(self, request: Request) -> list[StoredMessage]:
        visitor = self.sessions.visitor(request)
        await self.limits.count(visitor.conversation, address(request))
        return await run_in_threadpool(self.chat.history.of, visitor.conversation, most=IN_A_FILE)

    def _activities(self, visitor: Visitor, stored: Iterable[StoredMessage]) -> list[Activity]:
        return [self.chat.renderer.render(visitor, one).activity for one in stored]


def chat_router(api: ChatApi) -> APIRouter:
    """The routes, each with every response that it may give."""
    router = APIRouter(prefix="/api", tags=["chat"], dependencies=[Depends(_private)])
    mail = {200: {"content": {MAIL_FILE: {"schema": {"type": "string"}}}}}
    empty = {"status_code": 204, "response_class": Response}

    def add(method: str, path: str, handler: Handler, *errors: int, **options: Any) -> None:
        responses: dict[int | str, dict[str, Any]] = options.pop("responses", {})
        responses |= {status: {"model": ErrorBody} for status in (*errors, 429, 503)}
        router.add_api_route(path, handler, methods=[method], responses=responses, **options)

    add("POST", "/session", api.session, 400, 403, 413, 422)
    add("DELETE", "/session", api.end, 401, 403, **empty)
    add("POST", "/chat", api.message, 400, 401, 403, 409, 413, 422)
    add("POST", "/feedback", api.feedback, 400, 401, 403, 404, 413, 422, **empty)
    add("GET", "/transcript", api.transcript, 401, response_class=PlainTextResponse)
    path = "/drafts/{reference}.eml"
    add("GET", path, api.draft, 401, 404, 422, response_class=Response, responses=mail)
    return router


# Names the parts that are needed and do not answer.
FindMissing = Callable[[], Awaitable[list[str]]]


def health_router(unavailable: FindMissing, not_ready: FindMissing) -> APIRouter:
    """`GET /api/health`, `/api/ready` and `/api/live`.

    `unavailable`: what the assistant needs and does not reach; `not_ready`: what is missing before
    messages may come.
    """
    router = APIRouter(prefix="/api", tags=["health"])

    async def answer(find: FindMissing) -> JSONResponse:
        missing = await find()
        body = HealthBody(status="degraded" if missing else "ok", unavailable=missing)
        return JSONResponse(body.model_dump(), 503 if missing else 200)

    @router.get("/health", responses={503: {"model": HealthBody}})
    async def health() -> JSONResponse:
        """Whether the assistant can answer."""
        return await answer(unavailable)

    @router.get("/ready", responses={503: {"model": HealthBody}})
    async def ready() -> JSONResponse:
        """Whether this process may be given messages: a question has just been answered."""
        return await answer(not_ready)

    @router.get("/live", response_model=HealthBody)
    async def live() -> HealthBody:
        """Whether this process serves at all; nothing else is looked at."""
        return HealthBody(status="ok", unavailable=[])

    return router


def address(request: Request) -> str:
    """The client's address, as the trusted proxies report it."""
    return request.client.host if request.client else "unknown"


async def _private(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def _clean(text: str) -> str:
    return text.replace("\x00", " ")


def _user(user: SignedInUser | None) -> UserBody | None:
    return UserBody(name=user.name, email=user.email, agency=user.agency) if user else None


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
