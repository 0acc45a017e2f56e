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


def compile_action_result_check() -> None:
    """Check what the action server returns by a validator that is compiled once.

    Why: Rasa builds and compiles the schema at every answer: half of its time for a message.
    """
    from jsonschema import Draft7Validator
    from rasa.core.actions.action import RemoteAction

    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
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

    Why: Rasa opens one for each call.
    """
    import aiohttp
    from rasa.utils.endpoints import EndpointConfig

    kept: dict[tuple[int, int], KeptSession] = {}

    def session(self: EndpointConfig) -> KeptSession:
        def make() -> aiohttp.ClientSession:
            return aiohttp.ClientSession(
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=ACTION_TIMEOUT_S),
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_S),
            )

        place = id(self), id(asyncio.get_running_loop())
        return kept.setdefault(place, KeptSession(make))

    EndpointConfig.session = session
