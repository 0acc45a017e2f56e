"""What depends on "today" and every time that people read: those of the agencies' zone."""

import ast
import datetime as dt
from pathlib import Path

import pytest

from bot.channels.answer import Answer
from bot.channels.web.chat.history import StoredMessage
from bot.channels.web.chat.rendering import MessageRenderer
from bot.channels.web.security.tokens import Tokens
from bot.operations.settings import ROOT
from common.clock import Clock
from common.database import Database
from contacts import queries
from contacts.registry import ContactRegistry
from locales import load_catalog
from tests.contacts.rows import row
from tests.contacts.test_registry import bring
from tickets.fields import ItemType
from tickets.values import check

ZONE = "America/New_York"


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def clock_at(text: str, zone: str = ZONE) -> Clock:
    return Clock(zone, now=lambda: utc(text))


EVENING = "2026-12-01T01:30"  # 20:30 on November 30 in Frankfort


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (EVENING, ZONE, "2026-11-30"),
        ("2026-12-01T04:59", ZONE, "2026-11-30"),
        ("2026-12-01T05:00", ZONE, "2026-12-01"),
        ("2026-12-01T05:30", "America/Chicago", "2026-11-30"),
        # Daylight saving time: midnight is an hour earlier in UTC.
        ("2026-07-01T03:59", ZONE, "2026-06-30"),
        ("2026-07-01T04:00", ZONE, "2026-07-01"),
    ],
)
def test_today_is_the_day_of_the_zone(moment: str, zone: str, day: str) -> None:
    assert clock_at(moment, zone).today().isoformat() == day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-11-30", "2026-12-01T05:00"),
        ("2026-11-01", "2026-11-02T05:00"),  # 25 hours
        ("2026-10-31", "2026-11-01T04:00"),
        ("2026-03-08", "2026-03-09T04:00"),  # 23 hours
    ],
)
def test_a_day_ends_at_midnight_of_the_zone(day: str, end: str) -> None:
    assert Clock(ZONE).end_of(dt.date.fromisoformat(day)) == utc(end)


def test_a_time_for_people_names_its_zone_also_where_an_hour_comes_twice() -> None:
    clock = Clock(ZONE)
    assert clock.written(utc("2026-11-01T05:30")) == "2026-11-01 01:30 EDT"
    assert clock.written(utc("2026-11-01T06:30")) == "2026-11-01 01:30 EST"
    assert clock.written(utc("2026-11-01T06:30").replace(tzinfo=None)) == "2026-11-01 01:30 EST"


def test_who_is_authorized_until_a_day_is_so_until_its_midnight(
    database: Database, tmp_path: Path
) -> None:
    bring(database, tmp_path, row(**{"Valid until": "2026-11-30"}))

    def authorized(now: str) -> list[str]:
        registry = ContactRegistry(database, clock_at(now))
        (agency,) = registry.agencies().by_id.values()
        people = registry.authorized(agency)
        assert people == [one.contact for one in registry.people_named_in("is Avery Birch there")]
        return [person.name for person in people]

    assert authorized(EVENING) == ["Avery Birch"]
    assert authorized("2026-12-01T05:00") == []


def test_an_import_in_the_evening_belongs_to_that_day(database: Database, tmp_path: Path) -> None:
    bring(database, tmp_path, row())
    with database.session() as session:
        queries.imports(session)[0].at = utc(EVENING)
    clock = Clock(ZONE)
    with database.session() as session:
        assert queries.import_before(session, clock.end_of(dt.date(2026, 11, 29))) == 0
        assert queries.import_before(session, clock.end_of(dt.date(2026, 11, 30))) == 1


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("tomorrow", "2026-12-01"),
        ("today", "2026-11-30"),
        ("11/30/2026", "2026-11-30"),
        ("November 30", "2026-11-30"),
    ],
)
def test_days_that_users_type_are_those_of_the_zone(typed: str, day: str) -> None:
    assert check(ItemType.DATE, typed, today=clock_at(EVENING).today()) == day


def test_a_transcript_has_the_time_of_the_zone() -> None:
    rendering = MessageRenderer(Tokens(["x" * 32]), load_catalog().labels, Clock(ZONE))
    said = StoredMessage(
        number=1, key="", at=utc(EVENING), is_user=True, answer=Answer("hello", None)
    )
    assert rendering.transcript([said]).startswith("[2026-11-30 20:30 EST]")


def test_nobody_asks_the_machine_for_its_day() -> None:
    """The machine's zone is anybody's guess: days come from the Clock, moments are UTC."""
    for package in ("actions", "bot", "faq_kb", "tickets"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    owner = ast.unparse(node.func.value)
                    is_time = owner.split(".")[-1] in ("date", "datetime")
                    told = node.args or node.keywords or not is_time
                    wrong = node.func.attr in ("today", "utcnow", "now") and not told
                    assert not wrong, f"{path}:{node.lineno}"
