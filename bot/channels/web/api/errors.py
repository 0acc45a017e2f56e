"""Every error of the API: a code for programs and browsers, a sentence from the catalog."""

import logging
import traceback
from dataclasses import dataclass, field
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.assistant import AssistantUnavailableError
from bot.channels.web.chat.service_desk import Phones
from common.database import StoreError
from locales.errors import ErrorTexts

logger = logging.getLogger(__name__)

Code = Literal[
    "bad_request",
    "unauthorized",
    "forbidden",
    "forbidden_origin",
    "not_found",
    "conflict",
    "not_possible",
    "too_large",
    "unsupported",
    "invalid",
    "rate_limited",
    "busy",
    "too_many_pages",
    "streams_full",
    "unavailable",
]
STATUSES: dict[Code, int] = {
    "bad_request": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "forbidden_origin": 403,
    "not_found": 404,
    "conflict": 409,
    "not_possible": 409,
    "too_large": 413,
    "unsupported": 415,
    "invalid": 422,
    "rate_limited": 429,
    "busy": 429,
    "too_many_pages": 429,
    "streams_full": 503,
    "unavailable": 503,
}
# What FastAPI and Starlette raise themselves.
HTTP_CODES: dict[int, Code] = {404: "not_found", 413: "too_large", 415: "unsupported"}
SOON_S, LATER_S = 2, 30  # until the assistant, or the database, may be there again


class ErrorDetail(BaseModel):
    """A code for programs, a sentence for people."""

    code: Code
    message: str


class ErrorBody(BaseModel):
    """The body of every error response."""

    error: ErrorDetail


@dataclass
class ApiError(Exception):
    """An error response; `retry_after`: seconds until it is worth trying again.

    `values`: what the catalog's sentence for the code names in braces.
    """

    code: Code
    retry_after: int | None = None
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ErrorResponses:
    """Turns errors into responses; `phones`: the numbers to call, as they are now."""

    texts: ErrorTexts
    phones: Phones

    async def of(self, error: ApiError, status: int | None = None) -> JSONResponse:
        """The response to an error; `status`: where it is not the code's own."""
        values = dict(error.values)
        if error.code == "unavailable":
            values["phones"] = await self.phones()
        message = getattr(self.texts, error.code).format(**values)
        body = ErrorBody(error=ErrorDetail(code=error.code, message=message))
        headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        return JSONResponse(body.model_dump(), status or STATUSES[error.code], headers=headers)


def handle_errors(app: FastAPI, responses: ErrorResponses) -> None:
    """Answer every error of the application with one of these responses."""

    async def api_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return await responses.of(error)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        return await responses.of(ApiError("invalid", values={"faults": faults}))

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        code = HTTP_CODES.get(error.status_code, "bad_request")
        response = await responses.of(ApiError(code), error.status_code)
        response.headers.update(error.headers or {})
        return response

    async def store(request: Request, error: Exception) -> JSONResponse:
        logger.error("%s", error)
        return await responses.of(ApiError("unavailable", LATER_S))

    async def unavailable(request: Request, error: Exception) -> JSONResponse:
        return await responses.of(ApiError("unavailable", SOON_S))

    app.add_exception_handler(AssistantUnavailableError, unavailable)
    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(StoreError, store)
    app.add_middleware(CatchAll, responses=responses)


class CatchAll:
    """Middleware: answers what middleware raises, and whatever nobody expected.

    Raised further, the words of an unexpected error would be in the server's log.
    """

    def __init__(self, app: ASGIApp, responses: ErrorResponses) -> None:
        self._app, self._responses = app, responses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a response that was begun is left incomplete."""
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
        except ApiError as error:
            await (await self._responses.of(error))(scope, receive, send)
        except Exception as error:  # whatever it is, a user gets a sentence
            logger.error("%s %s: %s", scope["method"], scope["path"], _where(error))
            if not begun:
                response = await self._responses.of(ApiError("unavailable", LATER_S))
                await response(scope, receive, send)


def _where(error: Exception) -> str:
    """The kind of error and the line that raised it, without its words."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"
