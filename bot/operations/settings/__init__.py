"""Every setting of the product, typed; read from the environment and from `.env`."""

from bot.operations.settings.base import ROOT, Settings, SettingsError, bearer, load_settings
from bot.operations.settings.front import LOOPBACK

__all__ = ["LOOPBACK", "ROOT", "Settings", "SettingsError", "bearer", "load_settings"]
