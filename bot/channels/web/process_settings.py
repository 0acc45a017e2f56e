"""Every setting that the web app's process reads."""

from dataclasses import dataclass

from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from common.settings import SharedSettings


@dataclass(frozen=True)
class WebAppSettings:
    """The settings of each of its components."""

    shared: SharedSettings
    web: WebSettings
    sign_in: SignInSettings
    teams: TeamsSettings
    review: ReviewSettings
