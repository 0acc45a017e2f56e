"""Calls the action server in time, over a connection that is kept, with what it reads."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

ACTION_TIMEOUT_S = 8
# Shorter than the action server keeps a connection, so that none is closed while it is chosen.
KEPT_S = 4.0
# What actions read of a message's understanding once another one has come (actions/tracker.py has
# the newest, all of it): actions/drafting/earlier_messages.py.
READ_LATER = ("reading", "specific_intent", "choices", "items", "items_of_choices")
# The newest replies go whole; of those before, actions read only this.
WHOLE_REPLIES = 8
READ_OF_REPLY = ("type", "entry", "suggested")


def limit_action_time() -> None:
    """Give up on the action server in time for an apology.

    Why: Rasa waits for five minutes, and the timeout is no setting.
    """
    import rasa.core.actions.action

    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT_S


class ActionResultError(Exception):
    """The action server answered something that is no list of events and replies."""


def check_action_result_by_hand() -> None:
    """Check what the action server returns as far as Rasa's next lines do not.

    Why: Rasa holds each event against the schemas of all kinds, which is a twentieth of the
    engine's time for a message, and then makes the event from it, which fails where it is none.
    """
    from rasa.core.actions.action import RemoteAction

    def validate(self: RemoteAction, result: Any) -> bool:
        parts: dict[str, Any] = result if isinstance(result, dict) else {"events": None}
        for name in ("events", "responses"):
            rows = parts.get(name, [])
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise ActionResultError(
                    f"`{name}` in the answer of {self.name()} must be a list of objects: "
                    "actions/app.py is to return what rasa_sdk's executor gives"
                )
        if not all(isinstance(row.get("event"), str) for row in parts.get("events", [])):
            raise ActionResultError(f"an event of {self.name()} has no kind: set its `event`")
        return True

    RemoteAction._validate_action_result = validate


def leave_domain_out_of_calls() -> None:
    """Send the action server the conversation without the domain.

    Why: no action of ours reads it, and it is written and read anew at each call.
    """
    from rasa.core.actions.action import RemoteAction

    def without_domain(self: RemoteAction) -> bool:
        return True

    RemoteAction._is_selective_domain_enabled = without_domain


def send_what_actions_read() -> None:
    """Send the action server of earlier messages and replies only what actions read.

    Why: Rasa sends all of it with each call: 50 KB at the tenth message, of which half is how
    earlier messages were understood, and 100 KB once the end of the conversation is full.
    """
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.trackers import EventVerbosity

    format_call = RemoteAction._action_call_format

    class Caller:
        """A tracker whose state has the events as they are sent."""

        def __init__(self, tracker: Any) -> None:
            self.sender_id, self._tracker = tracker.sender_id, tracker

        def current_state(self, verbosity: EventVerbosity) -> dict[str, Any]:
            events = sent_events([event.as_dict() for event in self._tracker.events])
            return {**self._tracker.current_state(EventVerbosity.NONE), "events": events}

    def without_unread(self: RemoteAction, tracker: Any, domain: Any) -> dict[str, Any]:
        return dict(format_call(self, Caller(tracker), domain))

    RemoteAction._action_call_format = without_unread


def sent_events(events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The events of a conversation, oldest first, as the action server gets them."""
    replies = 0
    sent: list[dict[str, Any]] = []
    for event in reversed(events):
        kind = event["event"]
        row = dict(event)
        if kind == "user":
            row["parse_data"] = _only(event.get("parse_data"), READ_LATER)
        elif kind == "bot":
            replies += 1
            if replies > WHOLE_REPLIES:
                reply = (event.get("data") or {}).get("custom")
                row["data"] = {"custom": _only(reply, READ_OF_REPLY)}
                row["text"] = ""
        sent.append(row)
    return sent[::-1]


def _only(row: Mapping[str, Any] | None, keys: Sequence[str]) -> dict[str, Any]:
    return {key: row[key] for key in keys if key in row} if row else {}


class KeptSession:
    """A session that outlives the request it is entered for; for one event loop."""

    def __init__(self, make: Any) -> None:
        self._make, self._session = make, None

    async def __aenter__(self) -> Any:
        if self._session is None or self._session.closed:
            self._session = self._make()
        return self._session

    async def __aexit__(self, *error: object) -> None:
        """It is kept."""


def keep_action_connections() -> None:
    """Keep connections to the action server open.

    Why: Rasa opens one for each call. And writes the conversation by `json`, in Python's own
    loop over its parts; `ujson`, which Sanic brings, takes a third of the time.
    """
    import aiohttp
    import ujson
    from rasa.utils.endpoints import EndpointConfig

    kept: dict[tuple[int, int], KeptSession] = {}

    def session(self: EndpointConfig) -> KeptSession:
        def make() -> aiohttp.ClientSession:
            return aiohttp.ClientSession(
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=ACTION_TIMEOUT_S),
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_S),
                json_serialize=ujson.dumps,
            )

        place = id(self), id(asyncio.get_running_loop())
        return kept.setdefault(place, KeptSession(make))

    EndpointConfig.session = session
