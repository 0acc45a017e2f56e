"""Microsoft's Teams SDK, put together so that it serves nothing and reads no settings but ours.

Importing it takes seconds: only what runs when Teams is configured imports this module.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.transport.backoff import Backoff
from bot.channels.teams.transport.credentials import Credentials
from common.settings import SettingsError

TIMEOUT_S = 10.0


@contextmanager
def _quietly() -> Iterator[None]:
    """The SDK warns of its preview parts, which are not used here, and would load `.env`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        before = os.environ.get("PYTHON_DOTENV_DISABLED")
        os.environ["PYTHON_DOTENV_DISABLED"] = "1"
        try:
            yield
        finally:
            del os.environ["PYTHON_DOTENV_DISABLED"]
            if before is not None:
                os.environ["PYTHON_DOTENV_DISABLED"] = before


with _quietly():
    from microsoft_teams.api import ApiClient, InvokeResponse, JsonWebToken, TokenCredentials
    from microsoft_teams.api.activities import ConversationUpdateActivity, TypingActivityInput
    from microsoft_teams.api.activities.install_update import InstalledActivity
    from microsoft_teams.api.activities.invoke.adaptive_card import AdaptiveCardInvokeActivity
    from microsoft_teams.api.activities.invoke.message_extension import (
        MessageExtensionQueryInvokeActivity,
    )
    from microsoft_teams.api.activities.message import MessageActivity, MessageActivityInput
    from microsoft_teams.api.auth.cloud_environment import (
        CloudEnvironment,
        from_name,
        with_overrides,
    )
    from microsoft_teams.api.models import (
        Account,
        ActivityBase,
        ConversationAccount,
        MentionEntity,
    )
    from microsoft_teams.apps import ActivityContext, App, to_threaded_conversation_id
    from microsoft_teams.apps.events import ActivityEvent, CoreActivity
    from microsoft_teams.apps.http import HttpRouteHandler
    from microsoft_teams.common import Client, ClientOptions

__all__ = [
    "Account",
    "ActivityBase",
    "ActivityContext",
    "ActivityEvent",
    "AdaptiveCardInvokeActivity",
    "ApiClient",
    "App",
    "CloudEnvironment",
    "ConversationAccount",
    "ConversationUpdateActivity",
    "CoreActivity",
    "InstalledActivity",
    "InvokeResponse",
    "JsonWebToken",
    "MentionEntity",
    "MessageActivity",
    "MessageActivityInput",
    "MessageExtensionQueryInvokeActivity",
    "TypingActivityInput",
    "build_app",
    "close_app",
    "cloud_of",
    "to_threaded_conversation_id",
]

# At DEBUG the SDK logs whole activities.
logging.getLogger("microsoft_teams").setLevel(logging.WARNING)


class _NoServer:
    """The SDK asks for routes; Teams posts to our own web app instead."""

    def register_route(self, method: str, path: str, handler: HttpRouteHandler) -> None:
        """Nothing is served."""

    def serve_static(self, path: str, directory: str) -> None:
        """Nothing is served."""

    async def start(self, port: int) -> None:
        """Nothing is served."""

    async def stop(self) -> None:
        """Nothing is served."""


def cloud_of(settings: TeamsSettings) -> CloudEnvironment:
    """Microsoft's addresses in the cloud of the settings."""
    return with_overrides(
        from_name(settings.cloud),
        login_endpoint=settings.login_endpoint or None,
        openid_metadata_url=settings.openid_metadata_url or None,
    )


def build_app(settings: TeamsSettings, credentials: Credentials, backoff: Backoff) -> App:
    """The SDK's app, ready for handlers. Raises SettingsError."""
    client = Client(ClientOptions(timeout=TIMEOUT_S))
    client.use(backoff)
    app = App(
        client_id=settings.app_id,
        tenant_id=settings.tenant_id,
        token=credentials.token,
        cloud=cloud_of(settings),
        client=client,
        http_server_adapter=_NoServer(),
        dangerously_allow_unauthenticated_requests=False,
        fetch_user_token=False,
        state=False,
        telemetry={"agent365": False},
    )
    if not isinstance(app.credentials, TokenCredentials):
        raise SettingsError(
            "CLIENT_SECRET: is set in the environment, where the Teams SDK takes it instead of "
            "TEAMS_CLIENT_SECRET: remove it"
        )
    return app


async def close_app(app: App) -> None:
    """Close the connections."""
    clients: set[Any] = {app.http_client.http, app.api.http.http}
    for client in clients:
        assert isinstance(client, httpx.AsyncClient)
        await client.aclose()
