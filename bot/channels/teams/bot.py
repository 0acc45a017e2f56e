"""The Teams bot: takes what Teams posts to /api/messages and answers in the background."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError

from bot.channels.conversation_queue import ConversationQueue
from bot.channels.teams.chats import TeamsChat
from bot.channels.teams.handlers import HandlerQueues, Handlers
from bot.channels.teams.ports import BotResponse, Ports
from bot.channels.teams.replies import ReplySender
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.stored_replies import StoredReplies
from bot.channels.teams.transport.activities import Route, route_of
from bot.channels.teams.transport.authentication import (
    ActivityAuthenticator,
    AuthPolicy,
    VerifiedActivity,
)
from bot.channels.teams.transport.backoff import Backoff
from bot.channels.teams.transport.credentials import Credentials
from bot.channels.teams.transport.errors import (
    ActivityRefusedError,
    UntrustedServiceError,
    log_safe,
)
from bot.channels.teams.transport.outbound import TeamsSender
from bot.channels.teams.transport.sdk import (
    ActivityEvent,
    CoreActivity,
    JsonWebToken,
    build_app,
    close_app,
    cloud_of,
)
from bot.channels.teams.transport.signing_keys import SigningKeys
from bot.channels.teams.users import Users
from bot.channels.teams.worker import TeamsWorker
from common.database import StoreError

logger = logging.getLogger(__name__)

# Teams waits ten to fifteen seconds.
INVOKE_S = 8.0
# Clicks that Teams waits for: of one conversation, and of all.
LONGEST_QUEUE = 8
MOST_AT_ONCE = 256


class TeamsBot:
    """One bot in one tenant: `start` it, give it requests, `close` it."""

    def __init__(
        self,
        settings: TeamsSettings,
        ports: Ports,
        *,
        backoff: Backoff | None = None,
        clock: Callable[[], float] = time.monotonic,
        invoke_s: float = INVOKE_S,
    ) -> None:
        """`invoke_s`: seconds after which an invoke is answered, whether the work is done or not.

        Raises SettingsError.
        """
        cloud = cloud_of(settings)
        self._hosts = settings.hosts
        users = Users(settings, ports.agencies, clock)
        self._queue = ConversationQueue(LONGEST_QUEUE, MOST_AT_ONCE)
        self._http = httpx.AsyncClient()
        self._authenticator = ActivityAuthenticator(
            AuthPolicy(settings.app_id, settings.tenant_id, cloud.token_issuer, settings.hosts),
            SigningKeys(cloud.openid_metadata_url, self._http, clock),
        )
        self._credentials = Credentials(settings, cloud.login_endpoint)
        self._app = build_app(settings, self._credentials, backoff or Backoff())
        self._sender = TeamsSender(self._app)
        replies = ReplySender(ports, users, self._sender)
        self._worker = TeamsWorker(ports.inbox, StoredReplies(ports.inbox, replies).do)
        queues = HandlerQueues(self._queue, invoke_s, self._worker.wake)
        Handlers(ports, users, replies, queues).register(self._app)

    async def start(self) -> None:
        """Make ready, and answer what waits since the last time."""
        await self._app.initialize()
        await self._worker.start()

    async def close(self) -> None:
        """Take nothing more, finish what was begun, close the connections."""
        if late := await self._queue.close():
            logger.warning("%d clicks in Teams were not answered any more", late)
        if late := await self._worker.close():
            logger.warning("%d messages from Teams wait in the database for a web app", late)
        await close_app(self._app)
        await self._http.aclose()
        self._credentials.close()

    async def send(self, chat: TeamsChat, message: Mapping[str, Any]) -> None:
        """Send a message that nobody asked for, once.

        Raises httpx.HTTPError, NoTokenError or UntrustedServiceError when it was not taken.
        """
        # The settings may have changed since an activity came from there.
        if urlsplit(chat.service_url).netloc.lower() not in self._hosts:
            raise UntrustedServiceError(chat.service_url)
        await self._sender.send_once(chat.service_url, chat.conversation, message)

    async def receive(self, body: bytes, headers: Mapping[str, str]) -> BotResponse:
        """What to answer to a POST of Teams; never raises."""
        try:
            verified = await self._authenticator.check(body, headers)
        except ActivityRefusedError as error:
            logger.warning("refused a request to the Teams bot: %s", error)
            return _refusal(error.status, error.code)
        route = route_of(verified.activity)
        if route is Route.NO_SUCH_INVOKE:
            return _refusal(501, "unsupported")
        return BotResponse(200) if route is Route.IGNORE else await self._take(verified)

    async def _take(self, verified: VerifiedActivity) -> BotResponse:
        handle = self._app.server.on_request
        assert handle, "start() comes first"
        try:
            activity = CoreActivity.model_validate(verified.activity)
            answer = await handle(ActivityEvent(activity, JsonWebToken(verified.token)))
        except ValidationError as error:
            places = sorted({".".join(map(str, detail["loc"])) for detail in error.errors()})
            logger.warning("an activity is not in the format of Teams: %s", ", ".join(places)[:200])
            return _refusal(400, "bad_request")
        except StoreError as error:  # Teams delivers it again
            logger.error("an activity was not stored: %s", error)
            return _refusal(503, "unavailable")
        except Exception as error:  # whatever it is, Teams waits for an answer
            logger.error("an activity was not handled: %s", log_safe(error))
            return _refusal(500, "failed")
        if answer.status == httpx.codes.SERVICE_UNAVAILABLE:
            return _refusal(503, "busy")
        return BotResponse(answer.status, answer.body)


def _refusal(status: int, code: str) -> BotResponse:
    return BotResponse(status, {"error": {"code": code}})
