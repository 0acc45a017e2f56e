"""What a message stands in: what was said last, which entry it was about, what was offered.

A running conversation has it in Rasa's tracker; a training example in its `after`, one line for
each reply before it, oldest first: `procedure vpn_access`, `detail vpn_access forms.COT-F181EZ`,
`contacts hr of KYTC`, `asks agency`, `clarify webmail: Read mail | vpn_access: Get VPN`,
`draft vpn_access asks employee`, `fallback`, `chat`. `begins vpn_access` says no more than which
request a message is about that stands at the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from bot.nlu.decision import Candidate

# What was said last.
ANSWER = "answer"
CONTACTS = "contacts"
ASKS_AGENCY = "asks"
CLARIFY = "clarify"
DRAFT_QUESTION = "draft"
DRAFT = "drafted"
FALLBACK = "fallback"
CHAT = "chat"
NOTHING = "none"
LAST = (ANSWER, CONTACTS, ASKS_AGENCY, CLARIFY, DRAFT_QUESTION, DRAFT, FALLBACK, CHAT, NOTHING)

# Why choices were offered: an answer was taken back.
REASON_REPAIR = "repair"

MOST_REPLIES = 8  # people go back a little, not to the day before
MOST_EARLIER = 3
BEGINS = "begins "
_WORD = re.compile(r"[a-z][a-z0-9_]+")


class Option(NamedTuple):
    """A named choice that was offered: the entry and its title."""

    entry: str
    title: str


class LastReply(NamedTuple):
    """What was said last: one of `LAST`, and what belongs to it."""

    kind: str
    entry: str = ""
    options: tuple[Option, ...] = ()
    reason: str = ""
    asked: str = ""


@dataclass(frozen=True)
class ConversationState:
    """The state that a message is read in.

    `last` is one of `LAST`, `entry` the current catalog entry ("" without one), `earlier` the
    entries before it, newest first, `options` what was offered last, in its order, and `reason`
    why. `asked` is the item that a draft asked for last. `offered` is what was offered at any time
    before, `ranking` the likeliest intents of the user's last message, best first.
    """

    last: str = NOTHING
    entry: str = ""
    earlier: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    reason: str = ""
    asked: str = ""
    offered: frozenset[str] = frozenset()
    ranking: tuple[Candidate, ...] = ()

    @classmethod
    def of_tracker(cls, tracker: Any) -> ConversationState:
        """The conversation that Rasa has followed so far; nothing before without a tracker."""
        if tracker is None:
            return cls()
        found = cls()
        for reply in reversed([*islice(_replies(tracker), MOST_REPLIES)]):
            found = found.after(_of_reply(reply))
        found = replace(found, ranking=tuple(_ranking(tracker)))
        entry = tracker.get_slot("current_entry")
        return found if found.entry == entry else found.about(str(entry or ""))

    @classmethod
    def of_lines(cls, lines: Iterable[str]) -> ConversationState:
        """The conversation of a training example."""
        found = cls()
        for line in lines:
            if not line.startswith(BEGINS):
                found = found.after(_of_reply(reply_of(line)))
        return found

    def after(self, reply: LastReply) -> ConversationState:
        """The conversation after one more reply."""
        state = self.about(reply.entry) if reply.entry else self
        return replace(
            state,
            last=reply.kind,
            options=reply.options,
            reason=reply.reason,
            asked=reply.asked,
            offered=self.offered | {option.entry for option in reply.options},
        )

    def about(self, entry: str) -> ConversationState:
        """The conversation when it turns to an entry; "" for none."""
        before = [name for name in (self.entry, *self.earlier) if name and name != entry]
        return replace(self, entry=entry, earlier=tuple(dict.fromkeys(before))[:MOST_EARLIER])

    @property
    def is_filling_in(self) -> bool:
        """Whether the last thing said is a question of a draft."""
        return self.last == DRAFT_QUESTION


def _replies(tracker: Any) -> Iterator[dict[str, Any]]:
    """The contract objects of what was said in this session, newest first."""
    for event in reversed(tracker.events):
        name = event.type_name
        if name == "session_started":
            return
        if name == "bot" and (reply := (event.data or {}).get("custom")):
            yield reply


def _ranking(tracker: Any) -> Iterator[Candidate]:
    """The likeliest intents of the user's last message, best first; none for a button.

    While the same choices are open for longer, of the message that they were first offered for.
    """
    open_options: object = None
    rows: Sequence[dict[str, Any]] | None = None
    for event in reversed(tracker.events):
        name = event.type_name
        if name == "session_started":
            break
        if name == "bot" and (reply := (event.data or {}).get("custom")):
            options = reply.get("options") if reply.get("type") == "clarify" else None
            if rows is not None and (options is None or options != open_options):
                break
            open_options = options
        elif name == "user":
            if rows is not None and open_options is None:
                break
            rows = (event.parse_data or {}).get("intent_ranking") or []
    for row in rows or ():
        yield Candidate(str(row["name"]), float(row["confidence"]))


def _of_reply(reply: dict[str, Any]) -> LastReply:
    """What a reply is: its kind, the entry that it is about, what it offers and why."""
    kind, entry = reply.get("type"), str(reply.get("entry") or "")
    reason = str(reply.get("reason") or "")
    if kind in ("procedure", "facet"):
        return LastReply(ANSWER, entry)
    if kind == "contacts":
        return LastReply(ASKS_AGENCY if reply.get("asked") == "agency" else CONTACTS)
    if kind == "clarify":
        options = tuple(
            Option(str(one.get("entry") or ""), str(one.get("title") or ""))
            for one in reply.get("options") or []
        )
        return LastReply(CLARIFY, options=options, reason=reason)
    if kind == "draft":
        draft = reply.get("draft") or {}
        asked = str(reply.get("asked") or "")
        is_question = asked or reply.get("question")
        entry = str(draft.get("entry") or "")
        return LastReply(DRAFT_QUESTION if is_question else DRAFT, entry, asked=asked)
    return LastReply(FALLBACK if kind == "fallback" else CHAT, reason=reason)


def reply_of(line: str) -> dict[str, Any]:
    """The least of a contract object that says what a line of a training example says."""
    kind, _, rest = line.partition(" ")
    names = _WORD.findall(rest)
    entry = names[0] if names else ""
    if kind in ("procedure", "detail"):
        return {"type": "procedure", "entry": entry}
    if kind == "draft":
        asked = names[-1] if "asks" in names else ""
        return {"type": "draft", "asked": asked, "draft": {"entry": entry}}
    if kind == "clarify":
        pairs = [part.partition(":") for part in rest.split("|")]
        options = [{"entry": name.strip(), "title": title.strip()} for name, _, title in pairs]
        return {"type": "clarify", "options": options}
    if kind in ("contacts", "asks"):
        return {"type": "contacts", "asked": "agency" if kind == "asks" else None}
    return {"type": "fallback" if kind in ("fallback", "repair") else "chat"}
