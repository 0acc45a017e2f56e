"""`python -m bot.front`: the front door as a supervised process."""

import logging

import uvicorn

from bot.front.pages import PageError
from bot.front.wiring import FrontDoor
from bot.lifeline import follow_parent
from bot.log_lines import log_lines
from bot.settings import SettingsError, load_settings
from faq_kb.store import StoreError

GRACE_S = 5  # for answers that are on their way when the end is asked for


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    settings = load_settings()
    log_lines(settings.log_level)
    # At INFO it would log addresses of requests, which may hold what people typed.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    follow_parent()
    try:
        app = FrontDoor(settings, settings.web / "dist").app()
    except (PageError, SettingsError, StoreError) as error:
        raise SystemExit(f"error: {error}") from None
    uvicorn.run(
        app,
        host=settings.front_host,
        port=settings.front_port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_S,
    )


if __name__ == "__main__":
    main()
