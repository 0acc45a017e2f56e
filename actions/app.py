"""The action server's application: Rasa's calls in, events and replies out; the words of notices.

In place of `rasa_sdk.endpoint`, which unpacks any body, answers a failure with the request's text
and a stack trace in the log, and warns at each call that Rasa and its SDK differ in version: the
protocol between them is the same since Rasa 3.0.
"""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from common.telemetry.handing_on import take_over
from common.telemetry.stages import Stage

ActionServer = Sanic[Any, Any]

HEALTH = "/health"
# What the requester of a draft is told, in which channel.
NoticeWords = Callable[[str, str], list[dict[str, Any]]]

logger = logging.getLogger(__name__)


def create_app(executor: ActionExecutor, notices: NoticeWords) -> ActionServer:
    """`POST /webhook` as Rasa calls it, `POST /notice` for the web app, and `GET /health`."""
    app: ActionServer = Sanic("actions", configure_logging=False)

    async def health(request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    async def webhook(request: Request) -> HTTPResponse:
        call = request.json
        if not isinstance(call, dict):
            return json({"error": "the body must be a JSON object"}, 400)
        return await answer(executor, call)

    async def notice(request: Request) -> HTTPResponse:
        return words_of(notices, request.json)

    take_over(app)
    app.add_route(health, HEALTH)
    app.add_route(notice, "/notice", methods=["POST"])
    app.add_route(webhook, "/webhook", methods=["POST"])
    return app


async def answer(executor: ActionExecutor, call: dict[str, Any]) -> HTTPResponse:
    """Run the action that Rasa names; a fault is one line in the log and status 500."""
    name = str(call.get("next_action"))
    try:
        # The SDK refuses a call without the domain, which no action of ours reads.
        with Stage("action", name, "server") as stage:
            result = await executor.run({"domain": {}, **call})
    except ActionExecutionRejection as error:
        return json({"error": error.message, "action_name": error.action_name}, 400)
    except ActionNotFoundException as error:
        logger.error("%s", error.message)
        return json({"error": error.message, "action_name": error.action_name}, 404)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        logger.error("%s failed: %s in %s:%s", name, kind, where.filename, where.lineno)
        logger.debug("%s failed", name, exc_info=True)
        return json({"error": kind, "action_name": name}, 500)
    logger.info("%s ran for %.0f ms", name, stage.seconds * 1_000)
    return json(result.model_dump() if result else None)


def words_of(notices: NoticeWords, call: object) -> HTTPResponse:
    """What is told of the draft that a call names, as Rasa's channel gives answers.

    A fault is one line in the log and status 500.
    """
    given = call if isinstance(call, dict) else {}
    draft, channel = given.get("draft"), given.get("channel")
    if not isinstance(draft, str) or not isinstance(channel, str):
        return json({"error": "the body must name a draft and a channel"}, 400)
    try:
        return json(notices(draft, channel))
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        logger.error("the notice failed: %s in %s:%s", kind, where.filename, where.lineno)
        return json({"error": kind}, 500)
