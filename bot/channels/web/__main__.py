"""`python -m bot.channels.web`: the web app as a supervised process."""

import uvicorn

from bot.channels.web.pages.rendering import PageError
from bot.channels.web.serving.health import wait_for
from bot.channels.web.serving.logs import configure_logs
from bot.channels.web.serving.server import Capacity, open_files, server_config
from bot.channels.web.wiring import WebApp, WebAppSettings
from common.database import StoreError
from common.parent_process import exit_with_parent
from common.settings import SettingsError, load_settings


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    exit_with_parent()
    try:
        settings = load_settings(WebAppSettings)
        configure_logs(settings.shared.log_level)
        capacity = Capacity.of(open_files())
        web_app = WebApp(settings, settings.shared.web / "dist", capacity)
        app = web_app.app()
    except (PageError, SettingsError, StoreError) as error:
        raise SystemExit(f"error: {error}") from None
    # No port is open before: users would get an apology as their final answer.
    wait_for(web_app.needed)
    uvicorn.Server(server_config(app, settings.web, capacity)).run()


if __name__ == "__main__":
    main()
