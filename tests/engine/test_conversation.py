"""What a message stands in: the same from a running conversation and from a training example."""

from typing import Any

import pytest
from rasa.shared.core.events import BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.conversation import (
    ANSWER,
    ASKS_AGENCY,
    CHAT,
    CLARIFY,
    CONTACTS,
    DRAFT,
    DRAFT_QUESTION,
    FALLBACK,
    LAST,
    MOST_EARLIER,
    MOST_REPLIES,
    NOTHING,
    ConversationState,
    Option,
)

WEBMAIL, VPN = Option("webmail", "Read mail"), Option("vpn_access", "Get VPN")
OFFER = {
    "type": "clarify",
    "reason": "vague",
    "options": [option._asdict() for option in (WEBMAIL, VPN)],
}
OFFER_LINE = "clarify webmail: Read mail | vpn_access: Get VPN"
ASKED = {"type": "draft", "asked": "user", "draft": {"entry": "vpn_access"}}


def bot(**reply: Any) -> Event:
    """The assistant said something."""
    return BotUttered("...", {"custom": reply})


def about(entry: str) -> list[Event]:
    """A procedure was answered."""
    return [bot(type="procedure", entry=entry), SlotSet("current_entry", entry)]


def tracked(*events: Event) -> ConversationState:
    """The conversation of a real tracker after the events."""
    slots = [AnySlot("current_entry", mappings=[{}])]
    return ConversationState.of_tracker(DialogueStateTracker.from_events("x", events, slots=slots))


def test_nothing_was_said_at_the_beginning() -> None:
    nothing = ConversationState()
    assert (
        ConversationState.of_tracker(None) == ConversationState.of_lines([]) == tracked() == nothing
    )
    assert tracked(SessionStarted(), UserUttered("hi")) == nothing
    assert (nothing.last, nothing.entry, nothing.options) == (NOTHING, "", ())


@pytest.mark.parametrize(
    ("line", "reply", "last", "entry"),
    [
        ("procedure webmail", {"type": "procedure", "entry": "webmail"}, ANSWER, "webmail"),
        ("detail webmail forms.COT-F085", {"type": "facet", "entry": "webmail"}, ANSWER, "webmail"),
        ("contacts hr of KYTC", {"type": "contacts", "asked": None}, CONTACTS, ""),
        ("asks agency", {"type": "contacts", "asked": "agency"}, ASKS_AGENCY, ""),
        ("draft vpn_access asks user", ASKED, DRAFT_QUESTION, "vpn_access"),
        ("draft vpn_access complete", {**ASKED, "asked": None}, DRAFT, "vpn_access"),
        ("fallback", {"type": "fallback"}, FALLBACK, ""),
        ("chat", {"type": "chat"}, CHAT, ""),
        (OFFER_LINE, {**OFFER, "reason": ""}, CLARIFY, ""),
    ],
)
def test_a_line_and_a_reply_say_the_same(
    line: str, reply: dict[str, Any], last: str, entry: str
) -> None:
    found = ConversationState.of_lines([line])
    assert found == tracked(bot(**reply), SlotSet("current_entry", entry or None))
    assert (found.last, found.entry, found.is_filling_in) == (last, entry, last == DRAFT_QUESTION)
    assert found.last in LAST


def test_choices_are_known_until_the_next_reply() -> None:
    found = tracked(*about("spam_report"), bot(**OFFER))
    assert (found.options, found.reason, found.entry) == ((WEBMAIL, VPN), "vague", "spam_report")
    assert ConversationState.of_lines(["procedure spam_report", OFFER_LINE]).options == (
        WEBMAIL,
        VPN,
    )
    later = tracked(*about("spam_report"), bot(**OFFER), bot(type="chat"))
    assert (later.options, later.reason, later.last) == ((), "", CHAT)
    assert later.offered == {"webmail", "vpn_access"}


def test_earlier_entries_are_newest_first_and_not_the_current_one() -> None:
    names = ["webmail", "vpn_access", "spam_report", "webmail", "ssl_certificate", "change_request"]
    found = ConversationState.of_lines(f"procedure {name}" for name in names)
    assert found == tracked(*(event for name in names for event in about(name)))
    assert found.entry == "change_request"
    assert found.earlier == ("ssl_certificate", "webmail", "spam_report")
    assert len(found.earlier) == MOST_EARLIER


def test_small_talk_and_contacts_leave_the_entry() -> None:
    found = ConversationState.of_lines(["procedure webmail", "contacts hr of KYTC", "chat"])
    assert (found.last, found.entry) == (CHAT, "webmail")


def test_a_new_session_begins_anew() -> None:
    found = tracked(*about("webmail"), bot(**OFFER), SessionStarted(), bot(type="chat"))
    assert (found.last, found.earlier, found.options) == (CHAT, (), ())
    assert found.offered == frozenset()


def test_the_slot_knows_better_what_it_is_about() -> None:
    found = tracked(*about("webmail"), bot(type="chat"), SlotSet("current_entry", "vpn_access"))
    assert (found.last, found.entry, found.earlier) == (CHAT, "vpn_access", ("webmail",))
    ended = tracked(*about("webmail"), SlotSet("current_entry", None))
    assert (ended.entry, ended.earlier) == ("", ("webmail",))


def test_only_the_newest_replies_count() -> None:
    found = tracked(*about("webmail"), *about("vpn_access"), *[bot(type="chat")] * MOST_REPLIES)
    assert (found.last, found.entry, found.earlier) == (CHAT, "vpn_access", ())


def test_a_message_without_contract_object_is_no_reply() -> None:
    found = tracked(*about("webmail"), BotUttered("..."), BotUttered("...", {"custom": None}))
    assert (found.last, found.entry) == (ANSWER, "webmail")


def heard(intent: str) -> Event:
    """The user said something, likeliest of this intent."""
    ranking = [{"name": intent, "confidence": 0.9}, {"name": "webmail", "confidence": 0.1}]
    return UserUttered("...", parse_data={"intent_ranking": ranking})


def test_the_message_before_open_choices_is_remembered_until_they_are_answered() -> None:
    def ranked(*events: Event) -> list[str]:
        return [row.intent for row in tracked(*events).ranking]

    assert ranked() == []
    assert ranked(heard("vpn_access"), bot(**OFFER)) == ["vpn_access", "webmail"]
    # Named again after "who do I ask?", they are still about the first message.
    again = [heard("vpn_access"), bot(**OFFER), heard("facet_requesters"), bot(**OFFER)]
    assert ranked(*again) == ["vpn_access", "webmail"]
    other = {**OFFER, "options": [WEBMAIL._asdict()]}
    assert ranked(*again, heard("spam_report"), bot(**other))[0] == "spam_report"
    assert ranked(heard("vpn_access"), *about("vpn_access"), heard("webmail"))[0] == "webmail"
