"""`python -m bot.front`: the front door as a supervised process."""

import uvicorn

from bot.front.health import wait_for
from bot.front.logs import configure_logs
from bot.front.pages import PageError
from bot.front.serving import Capacity, open_files, server_config
from bot.front.wiring import FrontDoor
from bot.lifeline import follow_parent
from bot.settings import SettingsError, load_settings
from faq_kb.store import StoreError


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    settings = load_settings()
    configure_logs(settings.log_level)
    follow_parent()
    try:
        capacity = Capacity.of(open_files())
        door = FrontDoor(settings, settings.web / "dist", capacity)
        app = door.app()
    except (PageError, SettingsError, StoreError) as error:
        raise SystemExit(f"error: {error}") from None
    # Until then nobody is let in: an apology would be the final answer to what they say.
    wait_for(door.needed)
    uvicorn.Server(server_config(app, settings, capacity)).run()


if __name__ == "__main__":
    main()
