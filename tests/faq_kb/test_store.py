"""Migrations, loading and reading, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

import bot.channels.web.chat.tables
import bot.channels.web.session_store  # noqa: F401
import tickets.tables  # noqa: F401  (their tables belong to the same metadata)
from common.database import Base, Database, StoreError
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Phone
from faq_kb.store import CachedKnowledge, load, read
from faq_kb.store.tables import PhoneRow, RevisionRow


def with_title(knowledge: KnowledgeBase, entry: str, title: str) -> KnowledgeBase:
    changed = knowledge.procedures[entry].model_copy(update={"title": title})
    return knowledge.model_copy(update={"procedures": {**knowledge.procedures, entry: changed}})


def without(knowledge: KnowledgeBase, entry: str) -> KnowledgeBase:
    rest = {
        name: procedure.model_copy(
            update={"related": tuple(key for key in procedure.related if key != entry)}
        )
        for name, procedure in knowledge.procedures.items()
        if name != entry
    }
    return knowledge.model_copy(update={"procedures": rest})


def test_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_what_is_loaded_is_what_is_read(database: Database, knowledge: KnowledgeBase) -> None:
    with database.session() as session:
        report = load(session, knowledge)
    assert f"procedure {next(iter(knowledge.procedures))}" in report.added
    with database.session() as session:
        assert read(session) == knowledge


def test_loading_again_changes_nothing(database: Database, knowledge: KnowledgeBase) -> None:
    for _ in range(2):
        with database.session() as session:
            report = load(session, knowledge)
    assert not report
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(RevisionRow)) == 1


def test_the_report_names_what_changed_and_what_went(
    database: Database, knowledge: KnowledgeBase
) -> None:
    with database.session() as session:
        load(session, knowledge)
    with database.session() as session:
        report = load(session, with_title(knowledge, "vpn_access", "Work from home"))
    assert (report.added, report.changed, report.removed) == ([], ["procedure vpn_access"], [])
    with database.session() as session:
        report = load(session, without(knowledge, "desktop_fax"))
    assert report.removed == ["procedure desktop_fax"]
    assert "procedure vpn_access" in report.changed


def test_a_number_stands_once(database: Database, knowledge: KnowledgeBase) -> None:
    phones = {**knowledge.directory.phones}
    phones["service_desk"] = Phone(number="502-555-0100", label="Commonwealth Service Desk")
    directory = knowledge.directory.model_copy(update={"phones": phones})
    with database.session() as session:
        load(session, knowledge)
    with database.session() as session:
        report = load(session, knowledge.model_copy(update={"directory": directory}))
        row = session.get(PhoneRow, "service_desk")
    assert report.changed == ["phone service_desk"]
    assert row is not None
    assert row.number == "502-555-0100"


def test_a_load_that_fails_leaves_the_old_answers(
    database: Database, knowledge: KnowledgeBase
) -> None:
    with database.session() as session:
        load(session, knowledge)
    dangling = knowledge.procedures["vpn_access"].model_copy(update={"related": ("nowhere",)})
    broken = knowledge.model_copy(
        update={"procedures": {**knowledge.procedures, "vpn_access": dangling}}
    )
    with pytest.raises(StoreError, match=r"(?i)foreign key"), database.session() as session:
        load(session, broken)
    with database.session() as session:
        assert read(session) == knowledge


def test_readers_see_a_load_at_their_next_question(
    database: Database, knowledge: KnowledgeBase
) -> None:
    with database.session() as session:
        load(session, knowledge)
    cached = CachedKnowledge(database)
    assert cached.current() is cached.current()
    with database.session() as session:
        load(session, with_title(knowledge, "webmail", "Mail in a browser"))
    assert cached.current().procedures["webmail"].title == "Mail in a browser"


def test_readers_during_loads_always_see_one_whole_state(
    database: Database, knowledge: KnowledgeBase
) -> None:
    with database.session() as session:
        load(session, knowledge)
    states = [knowledge, with_title(knowledge, "webmail", "Mail in a browser")]

    def read_often() -> bool:
        seen = []
        for _ in range(15):
            with database.session() as session:
                seen.append(read(session))
        return all(state in states for state in seen)

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read_often) for _ in range(2)]
        for turn in range(6):
            with database.session() as session:
                load(session, states[turn % 2])
        assert all(reader.result() for reader in readers)


def test_an_empty_store_says_what_to_do(database: Database) -> None:
    with pytest.raises(StoreError, match="helpdesk kb load"):
        CachedKnowledge(database).current()


def test_sqlite_keeps_a_log_and_foreign_keys(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'folder' / 'new.db'}")
    with database.session() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()


def test_a_store_that_is_away_is_one_error_of_ours() -> None:
    away = Database("postgresql://nobody:secret@127.0.0.1:9/none")
    with pytest.raises(StoreError) as caught, away.session() as session:
        session.execute(text("SELECT 1"))
    assert "127.0.0.1:9" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_processes_that_migrate_at_once_make_the_schema_once(database_url: str) -> None:
    together = Barrier(4)

    def migrate() -> None:
        database = Database(database_url)
        try:
            together.wait()
            database.migrate()
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(migrate) for _ in range(4)]:
            done.result()
    database = Database(database_url)
    test_migrations_make_exactly_the_tables(database)
    database.close()


def test_a_newer_schema_is_one_line_with_the_remedy(database: Database, database_url: str) -> None:
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = Database(database_url)
    message = r"at 9999, this program knows \d+: .* \(docs/operations.md\)"
    with pytest.raises(StoreError, match=message):
        newer.migrate()
    with pytest.raises(StoreError, match=message), newer.session():
        pass
    newer.close()


def test_a_damaged_file_is_found_before_it_is_used(tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.require_whole()
    database.close()
    content = bytearray(file.read_bytes())
    half = len(content) // 2
    content[half : half + 40_000] = b"\xff" * 40_000
    file.write_bytes(content)
    with pytest.raises(StoreError, match=r"restore a backup \(docs/operations.md\)"):
        database.require_whole()
    database.close()
    file.write_bytes(b"\xff" * len(content))
    with pytest.raises(StoreError, match=r"not a database: restore a backup"):
        database.require_whole()
    database.close()
