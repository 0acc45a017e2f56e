"""OAuth client credentials: a token is kept until shortly before it expires."""

from collections.abc import Callable, Generator
from typing import Any

import httpx

from tickets.delivery.adapter import PermanentError, TemporaryError
from tickets.delivery.http import is_temporary, json_of, wait_of
from tickets.delivery.servicenow.settings import ServiceNowSettings

MARGIN_S = 60.0


class ClientCredentials(httpx.Auth):
    """Gets tokens for requests; a refused one is replaced once."""

    requires_response_body = True

    def __init__(self, settings: ServiceNowSettings, clock: Callable[[], float]) -> None:
        self.settings = settings
        self.clock = clock
        self.token = ""
        self.good_until = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request with a token; get another one when the instance refuses it."""
        if not self.token or self.clock() >= self.good_until:
            self._keep((yield self._token_request(request)))
        request.headers["Authorization"] = f"Bearer {self.token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._keep((yield self._token_request(request)))
            request.headers["Authorization"] = f"Bearer {self.token}"
            yield request

    def _token_request(self, request: httpx.Request) -> httpx.Request:
        return httpx.Request(
            "POST",
            request.url.copy_with(raw_path=b"/oauth_token.do"),
            data={
                "grant_type": "client_credentials",
                "client_id": self.settings.client_id,
                "client_secret": self.settings.client_secret.get_secret_value(),
            },
            headers={"Accept": "application/json"},
            # A request that is not built by the client has no time-out of its own.
            extensions=request.extensions,
        )

    def _keep(self, response: httpx.Response) -> None:
        self.token = ""
        said = f"ServiceNow {self.settings.host} gave no OAuth token: {response.status_code}"
        if is_temporary(response.status_code):
            raise TemporaryError(said, wait_of(response))
        payload = json_of(response)
        if response.is_success and payload is None:
            raise TemporaryError(f"{said} and a page in place of an answer")
        answer = payload if isinstance(payload, dict) else {}
        token = answer.get("access_token")
        if not response.is_success or not isinstance(token, str) or not token:
            raise PermanentError(
                f"{said} ({str(answer.get('error', ''))[:100]}). Check the OAuth client's id and "
                "secret, that it has an OAuth Application User, and that the property "
                "glide.oauth.inbound.client.credential.grant_type.enabled is true."
            )
        self.token = token
        self.good_until = self.clock() + _seconds(answer.get("expires_in")) - MARGIN_S


def _seconds(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0  # not said: used once
