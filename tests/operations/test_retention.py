"""Every table either holds nothing personal, or a rule that runs by itself removes it."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    MetaData,
    Table,
    insert,
    inspect,
    select,
    text,
    update,
)

from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.channels.web.wiring import WebApp
from bot.operations.settings import ROOT, load_all_settings
from bot.operations.supervisor.housekeeping import Housekeeping
from bot.operations.supervisor.prepare import SAMPLE_LISTING
from common.clock import Clock
from common.database import Base, Database, aware
from common.settings import SharedSettings
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import KNOWN_AGAIN, ContactRegistry
from contacts.tables import MemberRow
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.operations.test_housekeeping import ENDS, EVENTS
from tests.support.drafts import everything_in

CANARY = "canary"
LONG_AGO = dt.datetime.now(dt.UTC) - dt.timedelta(days=4_000)
TRACKER = ("conversation_end", "events")

# Nothing of a person is in them: the program's own texts, agencies, and names of revisions.
IMPERSONAL = {"agency", "agency_version", "alembic_version", "knowledge_version"}
# What stays of a row whose personal part is erased; all other text in it must be gone.
STAYS = {
    "draft": {"reference", "entry", "procedure_version", "status", "number", "channel"},
    "draft_event": {"reference", "type", "by", "field"},
    "fact_dispute": {"entry", "fact", "text", "reason"},
    "knowledge_publication": {"reason"},
    "outbox": {"correlation_id", "reference", "recipient", "state", "adapter", "number"},
    "registry_import": {"file", "sha256"},
}
# Values without which the program could not read the row.
VALUES: dict[str, dict[str, Any]] = {
    "draft": {
        "status": "submitted",
        "channel": "phone",
        "fields": {"notes": CANARY},
        "skipped": [],
        "typed_by": {"name": CANARY, "email": "canary@example.gov"},
    },
    "draft_event": {"type": "started", "by": "agent"},
    "outbox": {"state": "delivered"},
    "knowledge_version": {"document": None},
    "notice": {"kind": "sent", "state": "told"},
}
OF_KIND: dict[type, Any] = {
    bool: True,
    object: [CANARY],  # JSON
    dt.date: LONG_AGO.date(),
    dt.datetime: LONG_AGO,
    float: LONG_AGO.timestamp(),
    int: 1,
}
TABLE = re.compile(r"^\| `([a-z_]+)` \|(.*?)\| (.+?) \|$", re.MULTILINE)


@pytest.fixture
def tracker(
    request: pytest.FixtureRequest, tmp_path: Path, *, is_sqlite: bool
) -> Iterator[Database]:
    """The conversations' database, with the tables that the engine makes."""
    url = (
        f"sqlite:///{tmp_path}/t.db"
        if is_sqlite
        else request.getfixturevalue("postgres").database()
    )
    database = Database(url)
    with database.session() as session:
        session.execute(text(EVENTS))
        session.execute(text(ENDS))
    yield database
    database.close()


def reflected(database: Database) -> list[Table]:
    """The tables as they are in the database, those that others point to first."""
    tables = MetaData()
    tables.reflect(database.engine)
    return [table for table in tables.sorted_tables if table.name != "alembic_version"]


def fill(database: Database) -> None:
    """One row from long ago in each table, with the canary wherever there is room for text."""
    typed = Base.metadata.tables
    for found in reflected(database):
        table = typed.get(found.name, found)
        with database.engine.begin() as connection:
            values = {column.name: value(table, column) for column in table.columns}
            values = {name: made for name, made in values.items() if made is not None}
            connection.execute(insert(table).values(values))


def value(table: Table, column: Column[Any]) -> Any:
    """Something of the column's type; what of it is personal is the canary."""
    if column.name in VALUES.get(table.name, {}):
        return VALUES[table.name][column.name]
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return value(key.column.table, key.column)
    kind = getattr(column.type, "impl", column.type).python_type
    is_kept = table.name in IMPERSONAL or column.name in STAYS.get(table.name, set())
    words = "kept" if is_kept else CANARY
    return words[: getattr(column.type, "length", None)] if kind is str else OF_KIND[kind]


def test_nothing_personal_outlives_its_time(
    database: Database,
    tracker: Database,
    knowledge: KnowledgeBase,
    tmp_path: Path,
) -> None:
    fill(database)
    fill(tracker)
    assert CANARY in everything_in(database)
    assert CANARY in everything_in(tracker)
    with database.session() as session:  # the web app needs answers to begin with
        load(session, knowledge, by="", reason="")
    Housekeeping(load_all_settings(), database, tracker).run()
    shared = SharedSettings(
        data_dir=tmp_path, database_url=database.url.render_as_string(hide_password=False)
    )
    parts = (WebSettings(), SignInSettings(), TeamsSettings(), ReviewSettings())
    web_app = WebApp(WebAppSettings(shared, *parts), tmp_path)
    web_app._tidy()
    web_app.database.close()

    left = {
        table.name
        for database_ in (database, tracker)
        for table in reflected(database_)
        if any(CANARY in repr(row) for row in rows(database_, table))
    }
    assert left == set()
    names = {table.name for table in reflected(database)}
    gone = {table.name for table in reflected(database) if not rows(database, table)}
    assert names - gone == IMPERSONAL - {"alembic_version"} | set(STAYS)
    assert not any(rows(tracker, table) for table in reflected(tracker))


def rows(database: Database, table: Table) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(table)))


def test_operators_are_told_of_every_table(database: Database) -> None:
    """docs/operations.md says of each table what is in it and what removes it."""
    manual = (ROOT / "docs" / "operations.md").read_text()
    rules = TABLE.findall(manual.partition("## What is kept")[2].partition("\n## ")[0])
    told = {name: removed for name, _, removed in rules}
    names = {*inspect(database.engine).get_table_names(), *TRACKER}
    assert set(told) == names
    assert {name for name, removed in told.items() if removed == "nothing personal"} == IMPERSONAL


def test_whoever_still_comes_keeps_the_agency(database: Database) -> None:
    with database.session() as session:
        import_contacts(session, ImportRequest(SAMPLE_LISTING, by="tests", sample=True))
    registry = ContactRegistry(database, Clock("America/New_York"))
    agency = next(iter(registry.agencies().by_id.values()))
    registry.remember("ann", agency)
    with database.session() as session:
        session.execute(update(MemberRow).values(at=dt.datetime.now(dt.UTC) - 2 * KNOWN_AGAIN))
    assert registry.agency_of("ann") == agency
    with database.session() as session:
        at = aware(session.scalars(select(MemberRow.at)).one())
    assert dt.datetime.now(dt.UTC) - at < KNOWN_AGAIN
