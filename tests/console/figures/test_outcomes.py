"""What becomes of a message, by the definitions of docs/console.md; and what is counted of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.channels.console.figures.counts import figures_of
from bot.channels.outcomes.log import NotedMessage, OutcomeLog
from bot.channels.outcomes.reading import ReplyOutcome, outcome_of
from bot.channels.outcomes.rephrasing import are_alike
from bot.channels.outcomes.tables import OutcomeCountRow, OutcomePersonRow, OutcomeRow
from common.clock import Clock
from common.database import Database
from faq_kb.answers import clarify_reply, facet_reply, fallback_reply, procedure_reply
from faq_kb.contract import ContactsReply, DraftReply, Reply, SmallTalkReply
from faq_kb.knowledge import KnowledgeBase

NOW = dt.datetime(2026, 11, 30, 17, 0, tzinfo=dt.UTC)
CLOCK = Clock("America/New_York", lambda: NOW)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
VPN = ReplyOutcome("answered", "vpn_access", is_whole=True)
VPN_FACT = ReplyOutcome("answered", "vpn_access")
MAIL = ReplyOutcome("answered", "webmail", is_whole=True)
OFFER = ReplyOutcome("offered", options=("vpn_access", "webmail"))
REFUSED = ReplyOutcome("refused")
DRAFT = ReplyOutcome("drafting", "vpn_access")
WHOSE = ReplyOutcome("offered", options=("agency_contact_lookup",))
CHAT = ReplyOutcome("chat")
Said = tuple[ReplyOutcome, dt.timedelta, dict[str, Any]]


def said(result: ReplyOutcome, after: dt.timedelta = 0 * HOUR, **how: Any) -> Said:
    """A message, so long after the first one."""
    return result, after, how


def noted(number: int, result: ReplyOutcome, after: dt.timedelta, **how: Any) -> NotedMessage:
    usual = NotedMessage(f"m{number}", NOW - 48 * HOUR + after, "web", result, "", "c1", "p1")
    return replace(usual, **how)


def outcomes(database: Database, messages: Sequence[NotedMessage]) -> list[str]:
    OutcomeLog(database, CLOCK).write(messages)
    with database.session() as session:
        query = select(OutcomeRow.outcome).order_by(OutcomeRow.at, OutcomeRow.id)
        return [*session.scalars(query)]


def replies(knowledge: KnowledgeBase) -> dict[str, Reply]:
    fact = facet_reply(knowledge, "vpn_access", "requesters")
    contacts = ContactsReply(agency=None, role=None, contacts=[], asked=None, options=[])
    draft = DraftReply(draft=None, asked=None, drafts=[], offered=None)
    return {
        "procedure": procedure_reply(knowledge, "vpn_access", 0.9),
        "fact": fact,
        "fact the record lacks": fact.model_copy(update={"source": None}),
        "choices": clarify_reply(knowledge, ["vpn_access", "webmail"], "unsure"),
        "nothing fits": fallback_reply(knowledge.directory),
        "the assistant is away": fallback_reply(knowledge.directory, "unavailable"),
        "whose contacts?": contacts.model_copy(update={"asked": "agency"}),
        "nobody on record": contacts,
        "consolidated": contacts.model_copy(update={"consolidated": True}),
        "a person is asked for": SmallTalkReply(intent="person"),
        "thanks": SmallTalkReply(intent="thanks"),
        "draft": draft,
    }


@pytest.mark.parametrize(
    ("names", "outcome", "entry", "asks"),
    [
        (["procedure"], "answered", "vpn_access", "vpn_access"),
        (["fact"], "answered", "vpn_access", ""),
        (["fact the record lacks"], "refused", "vpn_access", "vpn_access"),
        (["choices"], "offered", "", "vpn_access"),
        (["nothing fits"], "refused", "", ""),
        (["the assistant is away"], "handed_over", "", ""),
        (["whose contacts?"], "offered", "", "agency_contact_lookup"),
        (["nobody on record"], "handed_over", "agency_contact_lookup", ""),
        (["consolidated"], "answered", "agency_contact_lookup", ""),
        (["a person is asked for"], "handed_over", "", ""),
        (["thanks"], "chat", "", ""),
        (["draft"], "drafting", "", ""),
        # A question in the middle of a draft, and a notice beside an answer.
        (["procedure", "draft"], "answered", "vpn_access", "vpn_access"),
        (["nothing fits", "thanks"], "refused", "", ""),
        ([], "chat", "", ""),
    ],
)
def test_replies_say_what_became_of_a_message(
    knowledge: KnowledgeBase, names: list[str], outcome: str, entry: str, asks: str
) -> None:
    known = replies(knowledge)
    found = outcome_of([None, *(known[name] for name in names)])
    assert (found.outcome, found.entry, found.asks) == (outcome, entry, asks)


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        # Choices: taken by a click or by words, at once or after other conversations.
        ([said(OFFER), said(VPN, MINUTE, is_click=True)], ["one_click", "taken"]),
        ([said(OFFER), said(MAIL, MINUTE)], ["one_click", "taken"]),
        ([said(OFFER), said(DRAFT, MINUTE)], ["one_click", "drafting"]),
        ([said(WHOSE), said(WHOSE, MINUTE)], ["taken", "offered"]),
        # Giving up is no success.
        ([said(OFFER)], ["offered"]),
        ([said(OFFER), said(CHAT, MINUTE)], ["offered", "chat"]),
        ([said(OFFER), said(VPN, MINUTE, conversation="c2", person="p2")], ["offered", "answered"]),
        # Coming back: the same person, the same entry, within a day.
        ([said(VPN), said(VPN, 23 * HOUR, conversation="c2")], ["came_back", "answered"]),
        ([said(VPN), said(VPN, 25 * HOUR)], ["answered", "answered"]),
        ([said(VPN), said(MAIL, HOUR)], ["answered", "answered"]),
        ([said(VPN), said(VPN, HOUR, person="p2")], ["answered", "answered"]),
        ([said(VPN), said(OFFER, HOUR)], ["came_back", "offered"]),
        ([said(VPN), said(VPN_FACT, MINUTE)], ["answered", "answered"]),
        ([said(VPN), said(VPN, MINUTE, is_click=True)], ["answered", "answered"]),
        ([said(VPN), said(VPN, HOUR, is_agent=True)], ["answered", "answered"]),
        # One return is one answer that did not help.
        (
            [said(VPN), said(VPN_FACT, MINUTE), said(VPN, HOUR)],
            ["answered", "came_back", "answered"],
        ),
        # The same in other words, whatever the answer is.
        ([said(VPN), said(MAIL, MINUTE, is_repeated=True)], ["came_back", "answered"]),
        ([said(VPN), said(REFUSED, MINUTE, is_repeated=True)], ["came_back", "refused"]),
        (
            [said(OFFER), said(VPN, MINUTE, is_click=True), said(VPN, 2 * HOUR)],
            ["came_back", "taken", "answered"],
        ),
    ],
)
def test_a_message_tells_what_the_one_before_it_came_to(
    database: Database, messages: list[Said], expected: list[str]
) -> None:
    batch = [noted(n, result, after, **how) for n, (result, after, how) in enumerate(messages)]
    assert outcomes(database, batch) == expected


def test_words_in_another_order_are_the_same_question() -> None:
    assert are_alike("how do I get VPN access", "VPN access: how do i get")
    assert not are_alike("how do I get VPN access", "who signs the form for it")
    assert not are_alike("vpn", "vpn please")


def test_a_message_that_is_sent_again_is_noted_once(database: Database) -> None:
    message = noted(1, VPN, MINUTE)
    assert outcomes(database, [message, message]) == ["answered"]
    assert outcomes(database, [message]) == ["answered"]
    assert figures_of(database, 30, CLOCK.today()).messages == 1


def test_the_counts_are_those_of_the_messages(database: Database) -> None:
    log = OutcomeLog(database, CLOCK)
    results = [VPN, OFFER, VPN, REFUSED, MAIL, CHAT, WHOSE, DRAFT, VPN_FACT]
    for number in range(120):
        names = {"conversation": f"c{number % 7}", "person": f"p{number % 5}"}
        place = {"door": ["web", "teams"][number % 2], "agency": f"Agency {number % 3}"}
        log.write([noted(number, results[number % 9], number * 20 * MINUTE, **names, **place)])
    with database.session() as session:
        for column, dimension in (
            (OutcomeRow.door, "door"),
            (OutcomeRow.agency, "agency"),
            (OutcomeRow.entry, "entry"),
        ):
            counted = OutcomeCountRow
            places = counted.key, counted.outcome
            kept = select(*places, func.sum(counted.count)).where(counted.dimension == dimension)
            anew = select(column, OutcomeRow.outcome, func.count()).where(column != "")
            told = {tuple(row) for row in session.execute(kept.group_by(*places)) if row[2]}
            found = {
                tuple(row) for row in session.execute(anew.group_by(column, OutcomeRow.outcome))
            }
            assert told == found


def test_figures_end_today_and_begin_so_many_days_ago(database: Database) -> None:
    log = OutcomeLog(database, CLOCK)
    log.write([noted(1, VPN, 48 * HOUR, person="p1", conversation="c1")])  # today, 12:00 there
    log.write([noted(2, VPN, 24 * HOUR, person="p2", conversation="c2")])
    log.write([noted(3, VPN, -24 * HOUR, person="p3", conversation="c3")])
    told = [figures_of(database, days, CLOCK.today()) for days in (1, 2, 4)]
    assert [(one.messages, one.people) for one in told] == [(1, 1), (2, 2), (3, 3)]


def test_small_agencies_are_told_together(database: Database) -> None:
    people = {"Large": 9, "Middle": 6, "Small": 2, "Tiny": 1}
    numbers = iter(range(100))
    batch = [
        noted(number := next(numbers), VPN, MINUTE, agency=agency, person=f"p{number}")
        for agency, count in people.items()
        for _ in range(count)
    ]
    OutcomeLog(database, CLOCK).write(batch)
    found = figures_of(database, 30, CLOCK.today())
    # Small and Tiny have three people: the next larger one is told with them.
    assert [(one.key, one.messages) for one in found.agencies] == [("Large", 9)]
    assert found.others.messages == 9
    assert (found.people, found.messages) == (18, 18)


def test_nothing_is_kept_for_longer_than_conversations(database: Database) -> None:
    log = OutcomeLog(database, CLOCK)
    log.write([noted(1, VPN, -500 * HOUR), noted(2, MAIL, 0 * HOUR, person="p2")])
    log.forget(NOW - 100 * HOUR)
    with database.session() as session:
        assert [*session.scalars(select(OutcomeRow.entry))] == ["webmail"]
        assert {*session.scalars(select(OutcomeCountRow.key))} == {"web", "webmail", ""}
        assert [*session.scalars(select(OutcomePersonRow.person))] == ["p2"]
