"""Serve the trained model: loopback only, HTTP API off, telemetry off."""

from pathlib import Path

import rasa.core.run
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig

from bot.engine.channel import InternalRestChannel, latest_apology, masked_from
from bot.engine.config import LOOPBACK, ROOT, EngineConfig
from bot.engine.conversation_store import ConversationStore
from bot.engine.rasa_patches import patch_rasa
from common.loopback import protect

HEALTH = "/webhooks/rest/"
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
    app = rasa.core.run.configure_app(
        input_channels=[
            InternalRestChannel(
                latest_apology(ROOT, config.locale), masked_from(ROOT, config.locale)
            )
        ],
        enable_api=False,
        endpoints=endpoints,
        port=config.port,
    )
    app.config.REQUEST_MAX_SIZE = LARGEST_MESSAGE
    protect(app, config.secret, open_path=HEALTH)

    async def load(app: "rasa.core.run.Sanic", loop: object) -> None:
        await rasa.core.run.load_agent_on_start(str(model), endpoints, None, app, loop)
        if not app.ctx.agent.is_ready():
            # Rasa logs why and would go on without a model.
            raise ModelError(f"{model} cannot be loaded: `helpdesk train --force` makes a new one")

    app.register_listener(load, "before_server_start")
    app.register_listener(rasa.core.run.close_resources, "after_server_stop")
    app.run(host=LOOPBACK, port=config.port, access_log=False, debug=False, motd=False)
