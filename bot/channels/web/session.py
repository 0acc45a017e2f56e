"""Who is at the other end: the conversation of a session, its browser, and its user."""

from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.requests import Request

from bot.channels.assistant import Audience, SignedIn
from bot.channels.web.chat.chat import CHANNEL, Visitor
from bot.channels.web.errors import ApiError
from bot.channels.web.session_loading import bearer_of
from bot.channels.web.session_store import SessionStore
from bot.channels.web.tokens import Tokens, new_conversation

# The visitor outlives a conversation: what one has in the other is found again.
CONVERSATION, VISITOR = "conversation", "visitor"
NO_SESSION = "Begin with POST /api/session."
OVER = "The token is not valid any more: POST /api/session."

Identify = Callable[[MutableMapping[str, Any]], tuple[SignedIn | None, Audience]]


def anonymous(session: MutableMapping[str, Any]) -> tuple[SignedIn | None, Audience]:
    """Nobody is known where nobody can sign in."""
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
        """The same for who keeps no cookie, with the token; blocks. Raises ApiError 401."""
        session = request.scope["session"]
        if bearer_of(request) is None or (new and not session.token):
            fresh: dict[str, Any] = {}
            visitor = self._begun(fresh, new=True)
            return visitor, self._store.begin("bearer", fresh)
        if not session.token:
            raise ApiError(401, "unauthorized", OVER)
        return self._begun(session, new=new), session.token

    def end(self, request: Request) -> None:
        """End the session, and with it every copy of its cookie or token. Raises ApiError 401."""
        if not self.is_known(request):
            raise ApiError(401, "unauthorized", NO_SESSION)
        request.session.clear()

    def is_known(self, request: Request) -> bool:
        """Whether the request came with a session that is in force."""
        return bool(request.scope["session"].token)

    def visitor(self, request: Request) -> Visitor:
        """Who sends a request. Raises ApiError 401 when it has no session, or one that is over."""
        if not request.session.get(CONVERSATION):
            raise ApiError(401, "unauthorized", NO_SESSION if bearer_of(request) is None else OVER)
        return self._visitor(request.session)

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
        return Visitor(conversation, sender, user, audience, f"visitor-{session[VISITOR]}")
