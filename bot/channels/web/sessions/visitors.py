"""Whose request it is: the conversation of its session, the browser, and the user."""

from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.requests import Request

from bot.channels.assistant import Audience, SignedInUser
from bot.channels.web.api.errors import ApiError
from bot.channels.web.chat.messages import CHANNEL, Visitor
from bot.channels.web.security.tokens import Tokens, new_conversation
from bot.channels.web.sessions.middleware import bearer_of
from bot.channels.web.sessions.store import VISITOR, SessionStore
from tickets.draft import SIGNED_IN
from tickets.draft import VISITOR as OWNED

CONVERSATION = "conversation"
# How a browser is called outside of its session, and so its drafts' owner.
BROWSER = "visitor-"

Identify = Callable[[MutableMapping[str, Any]], tuple[SignedInUser | None, Audience]]


def anonymous(session: MutableMapping[str, Any]) -> tuple[SignedInUser | None, Audience]:
    """No user: sign-in is off."""
    return None, "employee"


class Sessions:
    """Finds the conversation of a request; the sender is derived from it, never taken."""

    def __init__(self, tokens: Tokens, store: SessionStore, identify: Identify = anonymous) -> None:
        self._tokens, self._store = tokens, store
        self._identify = identify

    def begin(self, request: Request, *, new: bool) -> Visitor:
        """The conversation of the session; a new one when there is none, or when asked for."""
        return self._begun(request.session, new=new)

    def begin_with_token(self, request: Request, *, new: bool) -> tuple[Visitor, str]:
        """The same without a cookie, and the token in its place; blocks. Raises ApiError 401."""
        session = request.scope["session"]
        if bearer_of(request) is None or (new and not session.token):
            fresh: dict[str, Any] = {}
            visitor = self._begun(fresh, new=True)
            return visitor, self._store.begin("bearer", fresh)
        if not session.token:
            raise ApiError("unauthorized")
        return self._begun(session, new=new), session.token

    def end(self, request: Request) -> None:
        """End the session, and with it every copy of its cookie or token. Raises ApiError 401."""
        if not self.is_known(request):
            raise ApiError("unauthorized")
        request.session.clear()

    def is_known(self, request: Request) -> bool:
        """Whether the request came with a session that is in force."""
        return bool(request.scope["session"].token)

    def visitor(self, request: Request) -> Visitor:
        """Who sends a request. Raises ApiError 401 when it has no session, or one that is over."""
        if not request.session.get(CONVERSATION):
            raise ApiError("unauthorized")
        return self._visitor(request.session)

    def newest_of(self, owner: str) -> Visitor | None:
        """The visitor to whom drafts of this owner belong, as last seen; None where nobody is.

        Raises StoreError.
        """
        user = owner.removeprefix(SIGNED_IN) if owner.startswith(SIGNED_IN) else ""
        browser = f"{OWNED}{BROWSER}"
        visitor = owner.removeprefix(browser) if owner.startswith(browser) else ""
        if not (user or visitor):
            return None
        data = self._store.newest_of(user_id=user, visitor=visitor)
        found = self._visitor({**data}) if data and data.get(CONVERSATION) else None
        # A sign-in may be over while its session is still there.
        return None if user and (found is None or found.user is None) else found

    def _begun(self, session: MutableMapping[str, Any], *, new: bool) -> Visitor:
        if new or not session.get(CONVERSATION):
            session[CONVERSATION] = new_conversation()
        if not session.get(VISITOR):
            session[VISITOR] = new_conversation()
        return self._visitor(session)

    def _visitor(self, session: MutableMapping[str, Any]) -> Visitor:
        user, audience = self._identify(session)
        conversation = session[CONVERSATION]
        if user:
            # What somebody said before signing in, or signed in as another, is not theirs.
            conversation = self._tokens.sender("user", conversation, user.id)
        sender = self._tokens.sender(CHANNEL, conversation)
        # Not derived from a key: drafts are found again after the key has changed.
        return Visitor(conversation, sender, user, audience, f"{BROWSER}{session[VISITOR]}")
