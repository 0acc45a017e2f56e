"""What the API refuses: a code for programs, a sentence for people, never a stack trace."""

import logging
import traceback
from dataclasses import dataclass, replace
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.assistant import AssistantAwayError
from common.database import StoreError

logger = logging.getLogger(__name__)

Code = Literal[
    "bad_request",
    "unauthorized",
    "forbidden",
    "forbidden_origin",
    "not_found",
    "conflict",
    "too_large",
    "unsupported",
    "invalid",
    "rate_limited",
    "busy",
    "unavailable",
]
CODES: dict[int, Code] = {404: "not_found", 413: "too_large", 415: "unsupported"}
SOON_S = 2  # in which the assistant may be there again
AWAY = "The assistant cannot answer at the moment. Try again in a minute, or call {phones}."


class ErrorDetail(BaseModel):
    """A code for programs, a sentence for people."""

    code: Code
    message: str


class ErrorBody(BaseModel):
    """The body of every answer that is a refusal."""

    error: ErrorDetail


@dataclass
class ApiError(Exception):
    """A refusal; `retry_after`: seconds until it is worth trying again."""

    status: int
    code: Code
    message: str
    retry_after: int | None = None

    def response(self) -> JSONResponse:
        """The refusal as an answer."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        body = ErrorBody(error=ErrorDetail(code=self.code, message=self.message))
        return JSONResponse(body.model_dump(), self.status, headers=headers)


def handle_errors(app: FastAPI, phones: str) -> None:
    """Make every error of the application one of these; `phones`: the numbers to call instead."""
    away = ApiError(503, "unavailable", AWAY.format(phones=phones), retry_after=30)
    soon = replace(away, retry_after=SOON_S)

    async def refused(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return error.response()

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        return ApiError(422, "invalid", faults).response()

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        code = CODES.get(error.status_code, "bad_request")
        response = ApiError(error.status_code, code, str(error.detail)).response()
        response.headers.update(error.headers or {})
        return response

    async def store(request: Request, error: Exception) -> JSONResponse:
        logger.error("%s", error)
        return away.response()

    async def again(request: Request, error: Exception) -> JSONResponse:
        return soon.response()

    app.add_exception_handler(AssistantAwayError, again)
    app.add_exception_handler(ApiError, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(StoreError, store)
    app.add_middleware(LastResort, away=away)


class LastResort:
    """Answers where something broke; raised further, an error's words would be in the log."""

    def __init__(self, app: ASGIApp, away: ApiError) -> None:
        self._app, self._away = app, away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an answer that was begun is left incomplete."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # whatever it is, a user gets a sentence
            logger.error("%s %s: %s", scope["method"], scope["path"], _where(error))
            if not begun:
                await self._away.response()(scope, receive, send)


def _where(error: Exception) -> str:
    """The kind of error and the line that raised it, without its words."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"
