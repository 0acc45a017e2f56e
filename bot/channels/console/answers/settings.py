"""How long a fact counts as checked before an agent is told that its review is due."""

from pydantic_settings import SettingsConfigDict

from common.settings import ComponentSettings
from common.settings.values import WholeDays


class ReviewSettings(ComponentSettings):
    """Days after the `verified` date of a record until a kind of fact is to be checked again."""

    model_config = SettingsConfigDict(env_prefix="REVIEW_AFTER_")

    phones: WholeDays = 90
    forms: WholeDays = 180
    requesters: WholeDays = 180
    policies: WholeDays = 365
    others: WholeDays = 365
