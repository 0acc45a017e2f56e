"""Sign-in of the web chat with OpenID Connect; off unless an issuer is set (docs/sign-in.md)."""

from bot.channels.web.signin.routes import sign_in_router
from bot.channels.web.signin.session import signed_in
from bot.channels.web.signin.settings import SignInSettings

__all__ = ["SignInSettings", "sign_in_router", "signed_in"]
