"""The settings of the contact registry: who is told its people, and how long that is on record."""

from common.settings import ComponentSettings
from common.settings.values import WholeDays


class ContactSettings(ComponentSettings):
    """Without `registry_public` people are named to signed-in users and agents only."""

    registry_public: bool = False
    # Days that the audit of the contact registry is kept.
    lookup_keep_days: WholeDays = 365
