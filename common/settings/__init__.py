"""How every component reads its settings: a class beside it, one loader, all faults at once."""

from common.settings.component import ComponentSettings, Fault
from common.settings.loader import (
    SettingsError,
    components_of,
    load_settings,
    renamed_variables,
)
from common.settings.shared import SharedSettings
from common.settings.values import ROOT

__all__ = [
    "ROOT",
    "ComponentSettings",
    "Fault",
    "SettingsError",
    "SharedSettings",
    "components_of",
    "load_settings",
    "renamed_variables",
]
