"""The sessions in the database: one that is ended is over for every copy of its token."""

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    String,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from common.clock import utc_now
from common.database import Base, Database, aware

USER = "user"  # the key of a session under which the signed-in user is remembered
VISITOR = "visitor"  # and the browser, which outlives its conversations
# An agent whom no identity provider signed in. Not the chat's user: with it one may use the console
# and nothing else.
AGENT = "agent"
OF_AGENT = "agent:"  # how the table marks their sessions
TOKEN_BYTES = 32
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
# `seen_at` is not written at each request.
SEEN_AGAIN = dt.timedelta(minutes=1)

Kind = Literal["cookie", "bearer"]
Data = dict[str, Any]
Moment = dt.datetime


class WebSessionRow(Base):
    """A session under the digest of its token, so that the table opens none."""

    __tablename__ = "web_session"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    # Of the signed-in user or, marked, of the agent; empty where nobody has signed in.
    user_id: Mapped[str] = mapped_column(String(255), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    # The browser's name.
    visitor: Mapped[str] = mapped_column(String(64), server_default="", index=True)
    data: Mapped[Data] = mapped_column(JSON)
    begun_at: Mapped[Moment] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[Moment] = mapped_column(DateTime(timezone=True), index=True)


@dataclass(frozen=True)
class Lifetime:
    """`idle`: since the last request of the user; `longest`: since the beginning."""

    idle: dt.timedelta
    longest: dt.timedelta


class SessionStore:
    """Every operation raises StoreError when the database cannot be used.

    `visitors`: the lifetime where nobody has signed in; `users`: of a sign-in.
    """

    def __init__(
        self,
        database: Database,
        visitors: Lifetime,
        users: Lifetime,
        clock: Callable[[], Moment] = utc_now,
    ) -> None:
        self._database = database
        self.visitors, self.users = visitors, users
        self._clock = clock

    def begin(self, kind: Kind, data: Data) -> str:
        """Store a new session; returns its token, which is stored nowhere."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = self._clock()
        with self._database.session() as session:
            row = WebSessionRow(id=_digest(kind, token), begun_at=now, seen_at=now)
            _fill(row, data)
            session.add(row)
        return token

    def find(self, kind: Kind, token: str, *, used: bool) -> Data | None:
        """The data of a token's session, None when it has none; `used`: count this as a use."""
        if not TOKEN.fullmatch(token):
            return None
        now = self._clock()
        with self._database.session() as session:
            row = session.get(WebSessionRow, _digest(kind, token))
            if row is None or self._is_over(row, now):
                return None
            data: Data = row.data
            is_due = used and now - aware(row.seen_at) > SEEN_AGAIN
        if is_due:
            self._update(kind, token, seen_at=now)
        return data

    def newest_of(self, *, user_id: str = "", visitor: str = "") -> Data | None:
        """The data of the session in force that was used last, of a user or of a browser."""
        is_theirs = (
            WebSessionRow.user_id == user_id if user_id else WebSessionRow.visitor == visitor
        )
        now = self._clock()
        with self._database.session() as session:
            newest = select(WebSessionRow).where(is_theirs).order_by(WebSessionRow.seen_at.desc())
            in_force = (row for row in session.scalars(newest) if not self._is_over(row, now))
            row = next(in_force, None)
            data: Data | None = row.data if row else None
            return data

    def save(self, kind: Kind, token: str, data: Data) -> None:
        """Store the changed data; a session that was ended meanwhile stays ended."""
        row = WebSessionRow()
        _fill(row, data)
        values = {"user_id": row.user_id, "email": row.email, "visitor": row.visitor}
        self._update(kind, token, data=data, **values)

    def end(self, kind: Kind, token: str) -> None:
        """End one session and every copy of its token."""
        with self._database.session() as session:
            _end(session, WebSessionRow.id == _digest(kind, token))

    def end_of_user(self, user: str) -> int:
        """End all sessions of a user, by e-mail address or id; how many."""
        name = user.strip()
        with self._database.session() as session:
            is_user = or_(
                WebSessionRow.user_id.in_((name, f"{OF_AGENT}{name}")),
                WebSessionRow.email == name.casefold(),
            )
            return _end(session, and_(WebSessionRow.user_id != "", is_user)) if name else 0

    def end_all(self) -> int:
        """End every session; how many."""
        with self._database.session() as session:
            return _end(session, WebSessionRow.id != "")

    def forget(self) -> int:
        """Remove the sessions that are over; how many."""
        now = self._clock()
        over = [
            and_(
                is_kind,
                or_(
                    WebSessionRow.seen_at < now - lifetime.idle,
                    WebSessionRow.begun_at < now - lifetime.longest,
                ),
            )
            for is_kind, lifetime in (
                (WebSessionRow.user_id == "", self.visitors),
                (WebSessionRow.user_id != "", self.users),
            )
        ]
        with self._database.session() as session:
            return _end(session, or_(*over))

    def counts(self) -> tuple[int, int]:
        """How many sessions are stored, and how many of them of signed-in users."""
        with self._database.session() as session:
            of_users = func.count().filter(WebSessionRow.user_id != "")
            every, users = session.execute(select(func.count(WebSessionRow.id), of_users)).one()
            return every, users

    def _update(self, kind: Kind, token: str, **values: object) -> None:
        with self._database.session() as session:
            ours = WebSessionRow.id == _digest(kind, token)
            session.execute(update(WebSessionRow).where(ours).values(**values))

    def _is_over(self, row: WebSessionRow, now: Moment) -> bool:
        # After the clock was set back an age may be negative: the session is in force.
        lifetime = self.users if row.user_id else self.visitors
        begun, seen = aware(row.begun_at), aware(row.seen_at)
        return now - begun > lifetime.longest or now - seen > lifetime.idle


def sessions_of(database: Database, web: WebSettings, sign_in: SignInSettings) -> SessionStore:
    """The sessions, with the lifetimes of the settings."""
    return SessionStore(
        database,
        visitors=Lifetime(
            dt.timedelta(days=web.session_idle_days), dt.timedelta(days=web.session_days)
        ),
        users=Lifetime(
            dt.timedelta(minutes=sign_in.idle_minutes),
            dt.timedelta(hours=sign_in.session_hours),
        ),
    )


def _fill(row: WebSessionRow, data: Data) -> None:
    user, agent = data.get(USER) or {}, data.get(AGENT) or {}
    row.data = data
    row.user_id, row.email = str(user.get("id", "")), str(user.get("email", "")).casefold()
    if agent and not row.user_id:
        row.user_id = f"{OF_AGENT}{agent.get('id', '')}"
    row.visitor = str(data.get(VISITOR) or "")


def _end(session: Session, which: ColumnElement[bool]) -> int:
    return len(
        session.scalars(delete(WebSessionRow).where(which).returning(WebSessionRow.id)).all()
    )


def _digest(kind: Kind, token: str) -> str:
    # A token has so many random bits that a plain digest cannot be reversed.
    return hashlib.sha256(f"{kind}\0{token}".encode()).hexdigest()
