"""The one version of Rasa that the patches were checked against."""

from importlib.metadata import version

RASA_VERSION = "3.6.21"


class RasaVersionError(Exception):
    """Another Rasa is installed than the one that the patches were checked against."""


def check_rasa_version(installed: str | None = None) -> None:
    """Refuse to patch a Rasa that nobody has compared with the patches."""
    installed = installed or version("rasa")
    if installed != RASA_VERSION:
        raise RasaVersionError(
            f"rasa is {installed}, but bot/engine/rasa_patches was checked against "
            f"{RASA_VERSION}: install that version (`uv pip sync locks/engine.lock`), or "
            "go through the patches and change RASA_VERSION"
        )
