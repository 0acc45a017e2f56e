"""Serve the trained model and, when told to stop, finish what was begun; telemetry off."""

from pathlib import Path

import rasa.core.run
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig

from bot.engine.action_server import ActionServer
from bot.engine.channel import InternalRestChannel, latest_apology, masked_from
from bot.engine.config import ROOT, EngineConfig
from bot.engine.conversation_store import ConversationStore
from bot.engine.rasa_patches import patch_rasa
from bot.engine.telemetry import observe_engine
from common.draining import drain_at_end
from common.listening_socket import socket_to_serve
from common.loopback import protect
from common.readiness import announce_server

HEALTH = "/webhooks/rest/"
GRACE_S = 1.0  # beyond the time that somebody waits for an answer
LARGEST_MESSAGE = 1_000_000  # bytes of a request; of its text the channel takes 10,000 characters


class ModelError(Exception):
    """The model cannot be served."""


def serve(config: EngineConfig, model: Path) -> None:
    """Answer on the port until the process is told to stop."""
    patch_rasa()
    endpoints = AvailableEndpoints(
        action=EndpointConfig(
            url=config.actions_url, headers={"Authorization": f"Bearer {config.secret}"}
        ),
        tracker_store=ConversationStore(host=config.tracker_url),
    )
    channel = InternalRestChannel(
        latest_apology(ROOT, config.locale),
        masked_from(ROOT, config.locale),
        ActionServer(config.actions_url),
    )
    app = rasa.core.run.configure_app(
        input_channels=[channel],
        enable_api=False,
        endpoints=endpoints,
        port=config.port,
    )
    app.config.REQUEST_MAX_SIZE = LARGEST_MESSAGE
    protect(app, config.secret, open_path=HEALTH, host=config.host)
    observe_engine(app)
    within = config.answer_timeout + GRACE_S
    drain_at_end(app, within)

    async def load(app: "rasa.core.run.Sanic", loop: object) -> None:
        await rasa.core.run.load_agent_on_start(str(model), endpoints, None, app, loop)
        if not app.ctx.agent.is_ready():
            # Rasa logs why and would go on without a model.
            raise ModelError(f"{model} cannot be loaded: `helpdesk train --force` makes a new one")

    async def close(app: "rasa.core.run.Sanic", loop: object) -> None:
        await channel.turns.finish(within)
        await rasa.core.run.close_resources(app, loop)

    app.register_listener(load, "before_server_start")
    announce_server(app)
    app.register_listener(close, "after_server_stop")
    listening = socket_to_serve(config.host, config.port)
    app.run(sock=listening, access_log=False, debug=False, motd=False)
