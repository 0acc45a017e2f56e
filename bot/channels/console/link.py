"""The one-time links to the console: where nobody can sign in, they let the operator in."""

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from common.addresses import is_loopback

FOLDER = "console-links"
LINK_PATH = "/auth/console"
TOKEN_BYTES = 32
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
LIFETIME_S = 24 * 3_600.0


def is_link_offered(web: WebSettings, sign_in: SignInSettings) -> bool:
    """Whether a link may let somebody in: nobody can sign in, and only this machine reaches us."""
    return not (sign_in.enabled or web.public_url) and is_loopback(web.host)


def link_address(base: str, token: str) -> str:
    """What a browser on this machine opens; `base`: the web app's address there."""
    return f"{base}{LINK_PATH}?token={token}"


def sign_in_to_console(web: WebSettings, sign_in: SignInSettings, teams: TeamsSettings) -> str:
    """Where agents get in when there are no one-time links, or what is missing."""
    page = f"{web.public_url or web.local_url}/console"
    if sign_in.enabled and sign_in.agent_value:
        claim = f"{sign_in.agent_claim} has {sign_in.agent_value}"
        return f"{page} (sign in; agents are users whose claim {claim})"
    if teams.enabled:
        return "its tab in Teams, for the agents of TEAMS_AGENTS (docs/teams.md)"
    missing = "OIDC_AGENT_VALUE" if sign_in.enabled else "OIDC_ISSUER and OIDC_AGENT_VALUE"
    return f"nobody can open it: set {missing} (docs/sign-in.md)"


class ConsoleLinks:
    """The links that have not been used: empty files, named by the digests of their tokens.

    Only the assistant's account reads the folder, and whoever removes a file has used its link:
    of several web processes one succeeds.
    """

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = data_dir / FOLDER
        self._clock = clock

    def make(self) -> str:
        """A new link's token, which is stored nowhere."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file(token).touch(mode=0o600, exist_ok=False)
        return token

    def use(self, token: str) -> bool:
        """Whether the token is in force; it is not any more."""
        if not TOKEN.fullmatch(token):
            return False
        # Found by its digest: how long that takes says nothing of any token.
        file = self._file(token)
        try:
            made = file.stat().st_mtime
            file.unlink()
        except FileNotFoundError:
            return False
        return self._clock() - made <= LIFETIME_S

    def clear(self) -> None:
        """End every link."""
        if self._folder.is_dir():
            for file in self._folder.iterdir():
                file.unlink(missing_ok=True)

    def _file(self, token: str) -> Path:
        return self._folder / hashlib.sha256(token.encode()).hexdigest()
