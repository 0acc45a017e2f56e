"""Sign-in of the web chat with OpenID Connect; off unless an issuer is set (docs/sign-in.md)."""

from bot.front.signin.routes import sign_in_router
from bot.front.signin.session import signed_in
from bot.front.signin.settings import SignInSettings

__all__ = ["SignInSettings", "sign_in_router", "signed_in"]
