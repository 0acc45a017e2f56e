"""The Teams bot: takes what the front door got at /api/messages, answers in the background."""

import logging
import time
from collections.abc import Callable, Mapping

import httpx
from pydantic import ValidationError

from bot.channels.teams.backoff import Backoff
from bot.channels.teams.credentials import Credentials
from bot.channels.teams.faults import describe
from bot.channels.teams.handlers import Handlers
from bot.channels.teams.inbound import Door, RefusedError, Trust, Verified
from bot.channels.teams.keys import SigningKeys
from bot.channels.teams.ports import WORDS, Json, Ports, Response
from bot.channels.teams.routing import Route, route_of
from bot.channels.teams.sdk import (
    ActivityEvent,
    CoreActivity,
    JsonWebToken,
    build_app,
    close_app,
    cloud_of,
)
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.users import Users
from bot.channels.teams.work import Work

logger = logging.getLogger(__name__)

# Teams waits ten to fifteen.
INVOKE_S = 8.0
SAID = {
    400: "The request is not an activity.",
    401: "The request is not signed by Microsoft Teams.",
    403: "The request is not for this bot.",
    413: "The request is too large.",
    415: "The request must be JSON.",
    500: "The request could not be dealt with.",
    501: "This bot does not do that.",
    503: "Try again in a moment.",
}


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

        Raises SettingsError, TableError, or ValueError for a label that is missing.
        """
        if missing := set(WORDS) - set(ports.words):
            raise ValueError(f"labels of Teams are missing: {', '.join(sorted(missing))}")
        cloud = cloud_of(settings)
        users = Users(settings, clock)
        self._work = Work()
        self._http = httpx.AsyncClient()
        self._door = Door(
            Trust(settings.app_id, settings.tenant_id, cloud.token_issuer, settings.hosts),
            SigningKeys(cloud.openid_metadata_url, self._http, clock),
        )
        self._credentials = Credentials(settings, cloud.login_endpoint)
        self._app = build_app(settings, self._credentials, backoff or Backoff())
        Handlers(ports, users, self._work, invoke_s).register(self._app)

    async def start(self) -> None:
        """Make ready; nothing is sent and nothing asked yet."""
        await self._app.initialize()

    async def close(self) -> None:
        """Take nothing more, finish what was begun, give the connections back."""
        await self._work.close()
        await close_app(self._app)
        await self._http.aclose()
        self._credentials.close()

    async def receive(self, body: bytes, headers: Mapping[str, str]) -> Response:
        """What to answer to a POST of Teams; never raises."""
        try:
            verified = await self._door.check(body, headers)
        except RefusedError as error:
            logger.warning("refused what should come from Teams: %s", error)
            return _refusal(error.status, error.code)
        route = route_of(verified.activity)
        if route is Route.NO_SUCH_INVOKE:
            return _refusal(501, "unsupported")
        return Response(200) if route is Route.IGNORE else await self._take(verified)

    async def _take(self, verified: Verified) -> Response:
        handle = self._app.server.on_request
        assert handle, "start() comes first"
        try:
            activity = CoreActivity.model_validate(verified.activity)
            answer = await handle(ActivityEvent(activity, JsonWebToken(verified.token)))
        except ValidationError as error:
            places = sorted({".".join(map(str, detail["loc"])) for detail in error.errors()})
            logger.warning("an activity is not as Teams writes them: %s", ", ".join(places)[:200])
            return _refusal(400, "bad_request")
        except Exception as error:  # whatever it is, Teams waits for an answer
            logger.error("an activity was not dealt with: %s", describe(error))
            return _refusal(500, "failed")
        if answer.status == httpx.codes.SERVICE_UNAVAILABLE:
            return _refusal(503, "busy")
        return Response(answer.status, answer.body)


def _refusal(status: int, code: str) -> Response:
    body: Json = {"error": {"code": code, "message": SAID[status]}}
    return Response(status, body)
