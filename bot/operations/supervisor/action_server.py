"""The action server as a supervised process."""

from actions.server import ActionsSettings, serve
from bot.operations.settings import load_all_settings
from common.database import SchemaError
from common.log_lines import log_lines
from common.parent_process import exit_with_parent
from common.settings import SettingsError
from common.telemetry.process import start_telemetry


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    exit_with_parent()
    try:
        settings = load_all_settings()
        log_lines(settings.shared.log_level, settings.shared.log_format, "actions")
        start_telemetry("actions")
        serve(
            ActionsSettings(
                shared=settings.shared,
                contacts=settings.contacts,
                drafts=settings.drafts,
                delivery=settings.delivery,
                sign_in=settings.sign_in.enabled,
                public_url=settings.web.public_url,
            )
        )
    except (SchemaError, SettingsError) as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
