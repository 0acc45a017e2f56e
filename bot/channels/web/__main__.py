"""`python -m bot.channels.web`: the front door as a supervised process."""

import uvicorn

from bot.channels.web.health import wait_for
from bot.channels.web.logs import configure_logs
from bot.channels.web.pages import PageError
from bot.channels.web.serving import Capacity, open_files, server_config
from bot.channels.web.wiring import FrontDoor, WebAppSettings
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
        door = FrontDoor(settings, settings.shared.web / "dist", capacity)
        app = door.app()
    except (PageError, SettingsError, StoreError) as error:
        raise SystemExit(f"error: {error}") from None
    # Until then nobody is let in: an apology would be the final answer to what they say.
    wait_for(door.needed)
    uvicorn.Server(server_config(app, settings.web, capacity)).run()


if __name__ == "__main__":
    main()
