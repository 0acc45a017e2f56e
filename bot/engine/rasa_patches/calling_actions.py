"""Calls the action server in time, over a connection that is kept, with what it reads."""

import asyncio
from typing import Any

ACTION_TIMEOUT_S = 8
# Shorter than the action server keeps a connection, so that none is closed while it is chosen.
KEPT_S = 4.0


def limit_action_time() -> None:
    """Give up on the action server in time for an apology.

    Why: Rasa waits for five minutes, and the timeout is no setting.
    """
    import rasa.core.actions.action

    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT_S


class ActionResultError(Exception):
    """The action server answered something that is no list of events and replies."""


def check_action_result_by_hand() -> None:
    """Check what the action server returns as far as Rasa's next lines do not.

    Why: Rasa holds each event against the schemas of all kinds, which is a twentieth of the
    engine's time for a message, and then makes the event from it, which fails where it is none.
    """
    from rasa.core.actions.action import RemoteAction

    def validate(self: RemoteAction, result: Any) -> bool:
        parts: dict[str, Any] = result if isinstance(result, dict) else {"events": None}
        for name in ("events", "responses"):
            rows = parts.get(name, [])
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise ActionResultError(
                    f"`{name}` in the answer of {self.name()} must be a list of objects: "
                    "actions/app.py is to return what rasa_sdk's executor gives"
                )
        if not all(isinstance(row.get("event"), str) for row in parts.get("events", [])):
            raise ActionResultError(f"an event of {self.name()} has no kind: set its `event`")
        return True

    RemoteAction._validate_action_result = validate


def leave_domain_out_of_calls() -> None:
    """Send the action server the conversation without the domain.

    Why: no action of ours reads it, and it is written and read anew at each call.
    """
    from rasa.core.actions.action import RemoteAction

    def without_domain(self: RemoteAction) -> bool:
        return True

    RemoteAction._is_selective_domain_enabled = without_domain


class KeptSession:
    """A session that outlives the request it is entered for; for one event loop."""

    def __init__(self, make: Any) -> None:
        self._make, self._session = make, None

    async def __aenter__(self) -> Any:
        if self._session is None or self._session.closed:
            self._session = self._make()
        return self._session

    async def __aexit__(self, *error: object) -> None:
        """It is kept."""


def keep_action_connections() -> None:
    """Keep connections to the action server open.

    Why: Rasa opens one for each call. And writes the conversation by `json`, in Python's own
    loop over its parts; `ujson`, which Sanic brings, takes a third of the time.
    """
    import aiohttp
    import ujson
    from rasa.utils.endpoints import EndpointConfig

    kept: dict[tuple[int, int], KeptSession] = {}

    def session(self: EndpointConfig) -> KeptSession:
        def make() -> aiohttp.ClientSession:
            return aiohttp.ClientSession(
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=ACTION_TIMEOUT_S),
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_S),
                json_serialize=ujson.dumps,
            )

        place = id(self), id(asyncio.get_running_loop())
        return kept.setdefault(place, KeptSession(make))

    EndpointConfig.session = session
