"""`python -m bot.channels.web`: the web app as a supervised process."""

from bot.channels.web.pages.rendering import PageError
from bot.channels.web.serving.logs import configure_logs
from bot.channels.web.serving.server import Capacity, WebServer, open_files, server_config
from bot.channels.web.wiring import WebApp, WebAppSettings
from common.database import StoreError
from common.parent_process import exit_with_parent
from common.settings import SettingsError, load_settings
from common.telemetry.process import start_telemetry


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    exit_with_parent()
    try:
        settings = load_settings(WebAppSettings)
        configure_logs(settings.shared.log_level, settings.shared.log_format)
        start_telemetry("web")
        capacity = Capacity.of(open_files())
        web_app = WebApp(settings, settings.shared.web / "dist", capacity)
        app = web_app.app()
    except (PageError, SettingsError, StoreError) as error:
        raise SystemExit(f"error: {error}") from None
    within = settings.shared.answer_timeout
    config = server_config(app, settings.web, capacity, within)
    WebServer(config, web_app.wait).run()


if __name__ == "__main__":
    main()
