"""Who is at the other end: the signed session cookie, or a bearer token in its place."""

import datetime as dt
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.requests import Request

from bot.channels.assistant import Audience, SignedIn
from bot.front.chat.chat import CHANNEL, Visitor
from bot.front.errors import ApiError
from bot.front.tokens import ForgedError, Tokens, new_conversation

CONVERSATION, SEEN = "conversation", "seen"
SESSION_DAYS = 30
SESSION_S = SESSION_DAYS * 86_400

Identify = Callable[[MutableMapping[str, Any]], tuple[SignedIn | None, Audience]]


def anonymous(session: MutableMapping[str, Any]) -> tuple[SignedIn | None, Audience]:
    """Nobody is known where nobody can sign in."""
    return None, "employee"


class Sessions:
    """Finds the conversation of a request; the sender is derived from it, never taken."""

    def __init__(self, tokens: Tokens, identify: Identify = anonymous) -> None:
        self._tokens = tokens
        self._identify = identify

    def begin(self, request: Request, *, new: bool) -> Visitor:
        """The conversation of the cookie; a new one when there is none, or when asked for."""
        if new or not request.session.get(CONVERSATION):
            request.session[CONVERSATION] = new_conversation()
        # Whoever comes back keeps the cookie for another SESSION_DAYS.
        request.session[SEEN] = dt.datetime.now(dt.UTC).date().isoformat()
        return self._by_cookie(request)

    def visitor(self, request: Request) -> Visitor:
        """The conversation of a request. Raises ApiError 401 when it has none."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._by_token(token.strip())
        if not request.session.get(CONVERSATION):
            raise ApiError(401, "unauthorised", "Begin with POST /api/session.")
        return self._by_cookie(request)

    def bearer(self, visitor: Visitor) -> str:
        """A token for the conversation, for programs without cookies; it names no user."""
        return self._tokens.bearer(visitor.conversation)

    def by_token(self, request: Request, *, new: bool) -> Visitor:
        """The conversation of the token that was sent, or a new one that no cookie knows."""
        if new or not request.headers.get("authorization"):
            return self._visitor(new_conversation())
        return self.visitor(request)

    def _by_cookie(self, request: Request) -> Visitor:
        user, audience = self._identify(request.session)
        return self._visitor(request.session[CONVERSATION], user, audience)

    def _by_token(self, token: str) -> Visitor:
        try:
            return self._visitor(self._tokens.conversation_of(token, SESSION_S))
        except ForgedError as error:
            raise ApiError(
                401, "unauthorised", "The token is not valid any more: POST /api/session."
            ) from error

    def _visitor(
        self, conversation: str, user: SignedIn | None = None, audience: Audience = "employee"
    ) -> Visitor:
        if user:
            # A copy of the cookie from before the sign-in leads to nothing said after it.
            conversation = self._tokens.sender("user", conversation, user.id)
        sender = self._tokens.sender(CHANNEL, conversation)
        return Visitor(conversation, sender, user, audience)
