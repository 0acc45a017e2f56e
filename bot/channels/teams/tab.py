"""The console as a tab in Teams: its page, who may frame it, and what its API is called."""

from urllib.parse import urlsplit

from bot.channels.teams.settings import Cloud, TeamsSettings

TAB_PAGE = "/console?in=teams"
# Whose pages Teams' are: https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements
# and, of the other clouds, those that Microsoft's own library for tabs takes for Teams.
FRAMES: dict[Cloud, tuple[str, ...]] = {
    "public": (
        "https://teams.microsoft.com",
        "https://*.teams.microsoft.com",
        "https://*.cloud.microsoft",
    ),
    "usgov": ("https://gov.teams.microsoft.us", "https://teams.microsoft.us"),
    "usgovdod": ("https://dod.teams.microsoft.us",),
}


def tab_frames(settings: TeamsSettings, public_url: str) -> tuple[str, ...]:
    """The origins that may show TAB_PAGE in a frame (CSP `frame-ancestors`); none without Teams."""
    return FRAMES[settings.cloud] if settings.enabled and public_url else ()


def tab_resource(public_url: str, app_id: str) -> str:
    """What Entra calls the tab's API: the application ID URI of the app registration."""
    return f"api://{urlsplit(public_url).netloc.lower()}/{app_id}"
