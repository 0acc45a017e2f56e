"""Loading, reading, the history and the schema, on both databases."""

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from ruamel.yaml import YAML
from sqlalchemy import text

import bot.channels.console.upkeep.tables
import bot.channels.outcomes.tables
import bot.channels.teams.chats
import bot.channels.teams.inbox
import bot.channels.web.chat.tables
import bot.channels.web.sessions.store  # noqa: F401
import contacts.tables  # noqa: F401
import tickets.tables  # noqa: F401  (their tables belong to the same metadata)
from common.database import Base, Database, StoreError, transact
from faq_kb.cases import in_case
from faq_kb.knowledge import Directory, KnowledgeBase
from faq_kb.model import Procedure
from faq_kb.store import CachedKnowledge, Publication, load, read, restore
from faq_kb.store.history import (
    UnknownVersionError,
    as_yaml,
    difference,
    version_of,
    versions_of,
)
from faq_kb.store.reader import newest_publication
from faq_kb.store.tables import Document, PublicationRow


def with_title(knowledge: KnowledgeBase, entry: str, title: str) -> KnowledgeBase:
    changed = knowledge.procedures[entry].model_copy(update={"title": title})
    return knowledge.model_copy(update={"procedures": {**knowledge.procedures, entry: changed}})


def without(knowledge: KnowledgeBase, entry: str) -> KnowledgeBase:
    rest = {name: one for name, one in knowledge.procedures.items() if name != entry}
    return knowledge.model_copy(update={"procedures": rest})


def with_directory(knowledge: KnowledgeBase, **files: Any) -> KnowledgeBase:
    directory = knowledge.directory.model_copy(update=files)
    return knowledge.model_copy(update={"directory": directory})


def publish(database: Database, knowledge: KnowledgeBase, **why: str) -> Publication:
    return transact(database, lambda session: load(session, knowledge, **why))


def stored(database: Database) -> KnowledgeBase | None:
    with database.session() as session:
        return read(session)


def test_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_what_is_loaded_is_what_is_read(database: Database, knowledge: KnowledgeBase) -> None:
    published = publish(database, knowledge)
    assert set(published.added) == {*Directory.model_fields, *knowledge.procedures}
    assert stored(database) == knowledge


def test_loading_again_publishes_nothing(database: Database, knowledge: KnowledgeBase) -> None:
    publish(database, knowledge)
    assert not publish(database, knowledge)
    with database.session() as session:
        assert newest_publication(session) == 1


def test_what_changed_and_what_went_is_published_and_nothing_else(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    published = publish(database, with_title(knowledge, "vpn_access", "Work from home"))
    assert published == Publication(changed={"vpn_access": 2})
    published = publish(database, without(knowledge, "desktop_fax"))
    assert published == Publication(changed={"vpn_access": 3}, removed={"desktop_fax": 2})
    assert stored(database) == without(knowledge, "desktop_fax")
    published = publish(database, knowledge)
    assert published == Publication(added={"desktop_fax": 3})
    assert stored(database) == knowledge


def test_a_number_stands_once_and_the_order_of_numbers_counts(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    phones = knowledge.directory.phones
    desk = phones["service_desk"].model_copy(update={"number": "502-555-0100"})
    changed = with_directory(knowledge, phones={**phones, "service_desk": desk})
    assert publish(database, changed) == Publication(changed={"phones": 2})
    backwards = with_directory(knowledge, phones=dict(reversed(phones.items())))
    assert publish(database, backwards) == Publication(changed={"phones": 3})
    read_back = stored(database)
    assert read_back is not None
    assert list(read_back.directory.phones) == list(reversed(phones))


def test_a_load_that_fails_leaves_the_old_answers(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    dangling = knowledge.procedures["vpn_access"].model_copy(update={"phones": ("nowhere",)})
    broken = knowledge.model_copy(
        update={"procedures": {**knowledge.procedures, "vpn_access": dangling}}
    )
    with pytest.raises(StoreError, match=r"vpn_access: phones.0: `nowhere` is not in phones.yml"):
        publish(database, broken)
    assert stored(database) == knowledge


def test_the_history_says_when_who_and_why(database: Database, knowledge: KnowledgeBase) -> None:
    publish(database, knowledge, by="Pat")
    publish(database, with_title(knowledge, "webmail", "Mail"), by="Ann", reason="shorter")
    publish(database, without(knowledge, "webmail"), by="Pat")
    with database.session() as session:
        versions = versions_of(session, "webmail")
        told = [(one.version, one.publication.by, one.publication.reason) for one in versions]
        assert told == [(1, "Pat", ""), (2, "Ann", "shorter"), (3, "Pat", "")]
        assert versions[0].publication.at <= versions[1].publication.at
        assert versions[2].document is None
        lines = list(difference(versions[0], versions[1]))
        title = knowledge.procedures["webmail"].title
        assert [line for line in lines if line[0] in "+-"] == [
            "--- webmail version 1",
            "+++ webmail version 2",
            f"-title: {title}",
            "+title: Mail",
        ]
        assert read(session, publication=1) == knowledge  # any past answer, as it was
        assert read(session, publication=3) == without(knowledge, "webmail")


def test_a_version_as_yaml_is_what_an_editor_may_write(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    with database.session() as session:
        for name, procedure in knowledge.procedures.items():
            text = as_yaml(version_of(session, name).document)
            assert Procedure.model_validate(YAML(typ="safe").load(text)) == procedure


def test_an_unknown_record_or_version_is_named_with_what_there_is(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    with database.session() as session:
        with pytest.raises(UnknownVersionError, match=r"vpn_acess: .* did you mean vpn_access"):
            version_of(session, "vpn_acess")
        with pytest.raises(UnknownVersionError, match=r"webmail: no version 2: the newest is 1"):
            version_of(session, "webmail", 2)


def test_an_old_version_is_restored_as_a_new_one(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    publish(database, without(with_title(knowledge, "webmail", "Mail"), "desktop_fax"))

    def bring_back(record: str, version: int, reason: str = "") -> Publication:
        return transact(
            database, lambda session: restore(session, record, version, by="Pat", reason=reason)
        )

    assert bring_back("webmail", 1, "wrong title") == Publication(changed={"webmail": 3})
    assert bring_back("desktop_fax", 1) == Publication(added={"desktop_fax": 3})
    assert stored(database) == knowledge
    assert not bring_back("webmail", 1)
    with database.session() as session:
        newest = version_of(session, "webmail").publication
    assert (newest.by, newest.reason) == ("Pat", "version 1 restored: wrong title")
    with pytest.raises(StoreError, match="version 2 removed it"):
        bring_back("desktop_fax", 2)


def test_a_version_that_would_not_be_sound_today_is_not_restored(
    database: Database, knowledge: KnowledgeBase
) -> None:
    """The place that the old answer sends to has left the directory since."""
    publish(database, knowledge)
    places = {**knowledge.directory.contact_points}
    del places["webmail"]
    webmail = knowledge.procedures["webmail"].model_copy(update={"send_to": ()})
    today = with_directory(knowledge, contact_points=places).model_copy(
        update={"procedures": {**knowledge.procedures, "webmail": webmail}}
    )
    publish(database, today)
    with pytest.raises(StoreError, match=r"webmail: send_to.0: `webmail` is not in contact_points"):
        transact(database, lambda session: restore(session, "webmail", 1, by="Pat", reason=""))
    assert stored(database) == today


def test_loads_at_once_leave_the_state_of_one_of_them(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    entries = ("webmail", "vpn_access", "desktop_fax", "spam_report")
    states = [with_title(knowledge, entry, "Changed") for entry in entries]
    together = Barrier(len(states))

    def load_once(state: KnowledgeBase) -> Publication:
        other = Database(database.url.render_as_string(hide_password=False))
        try:
            together.wait()
            return publish(other, state)
        finally:
            other.close()

    with ThreadPoolExecutor(len(states)) as pool:
        published = [done.result() for done in [pool.submit(load_once, one) for one in states]]
    assert all(published)
    assert stored(database) in states
    with database.session() as session:
        assert newest_publication(session) == 1 + len(states)


@pytest.mark.parametrize(
    "document", [{"title": "Of another version", "color": "red"}, {}, ["no", "record"]]
)
def test_records_of_another_version_are_replaced_by_a_load(
    database: Database, knowledge: KnowledgeBase, document: Any
) -> None:
    publish(database, knowledge)
    with database.session() as session:
        version_of(session, "webmail").document = document
    with pytest.raises(StoreError, match="does not fit this version: run `helpdesk kb load`"):
        CachedKnowledge(database).current()
    assert publish(database, knowledge) == Publication(changed={"webmail": 2})
    assert CachedKnowledge(database).current() == knowledge


def test_a_process_goes_on_when_a_newer_version_publishes(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    cached = CachedKnowledge(database)
    assert cached.current() == knowledge
    with database.session() as session:
        version_of(session, "webmail").document = {"title": "Of a newer version", "color": "red"}
        number = newest_publication(session) + 1
        session.add(PublicationRow(number=number, at=dt.datetime.now(dt.UTC), by="", reason=""))
    assert cached.current() == knowledge
    with pytest.raises(StoreError, match="does not fit"):
        CachedKnowledge(database).current()


def as_stored_without_keys(document: Document) -> Document:
    """The document as the program stored it before steps and conditions had keys."""
    return document | {
        "steps": [step["text"] for step in document["steps"]],
        "conditions": [
            {name: text for name, text in condition.items() if name != "key"}
            for condition in document["conditions"]
        ],
    }


def with_numbers_as_keys(procedure: Procedure) -> Procedure:
    return procedure.model_copy(
        update={
            name: tuple(
                part.model_copy(update={"key": f"{word}_{number}"})
                for number, part in enumerate(parts, start=1)
            )
            for name, word, parts in (
                ("steps", "step", procedure.steps),
                ("conditions", "condition", procedure.conditions),
            )
        }
    )


def test_documents_without_keys_are_read_compared_and_restored(
    database: Database, knowledge: KnowledgeBase
) -> None:
    entry = "server_database_access"  # has no pictures, which are younger than keys
    publish(database, knowledge)
    with database.session() as session:
        row = version_of(session, entry)
        assert row.document is not None
        row.document = as_stored_without_keys(row.document)
    numbered = with_numbers_as_keys(knowledge.procedures[entry])
    before = knowledge.model_copy(update={"procedures": {**knowledge.procedures, entry: numbered}})
    assert CachedKnowledge(database).current() == before
    # Another record is published, and the old one is left as it is.
    titled = with_title(before, "webmail", "Mail")
    assert publish(database, titled) == Publication(changed={"webmail": 2})
    assert publish(database, with_title(knowledge, "webmail", "Mail")) == Publication(
        changed={entry: 2}
    )
    with database.session() as session:
        old, new = versions_of(session, entry)
        lines = [line.strip() for line in difference(old, new) if line[0] in "+-"][2:]
        keys = len(numbered.steps) + len(numbered.conditions)
        assert len(lines) == 2 * keys
        assert all(line[1:].strip().startswith("- key: ") for line in lines)
        assert Procedure.model_validate(YAML(typ="safe").load(as_yaml(old.document))) == numbered
        assert read(session, publication=1) == before
    published = transact(database, lambda session: restore(session, entry, 1, by="Pat", reason=""))
    assert published == Publication(changed={entry: 3})
    assert stored(database) == titled


def test_documents_that_say_no_cases_are_read_as_they_were(
    database: Database, knowledge: KnowledgeBase
) -> None:
    """Every part of what was stored before `when` applies always."""
    publish(database, knowledge)
    entry = "mailbox_delegation"
    with database.session() as session:
        row = version_of(session, entry)
        assert row.document is not None
        old = {name: value for name, value in row.document.items() if name != "approval_when"}
        for name in ("include", "forms", "requesters"):
            old[name] = [{k: v for k, v in one.items() if k != "when"} for one in old[name]]
        row.document = old
    read_back = CachedKnowledge(database).current().procedures[entry]
    assert in_case(read_back, {"access_kind": "send on my behalf"}) == read_back
    assert publish(database, knowledge) == Publication(changed={entry: 2})
    assert stored(database) == knowledge


def test_documents_without_question_topic_and_urls_are_read(
    database: Database, knowledge: KnowledgeBase
) -> None:
    """As the program stored them before the catalog pages."""
    publish(database, knowledge)
    pages = knowledge.directory.pages
    with database.session() as session:
        row = version_of(session, "vpn_access")
        assert row.document is not None
        new = ("question", "topic")
        row.document = {key: one for key, one in row.document.items() if key not in new}
        version_of(session, "pages").document = {
            key: {"address": page.address} for key, page in pages.items()
        }
        version_of(session, "topics").document = None
    before = CachedKnowledge(database).current()
    assert before.directory.pages == pages
    assert before.procedures["vpn_access"].question == before.procedures["vpn_access"].title
    assert publish(database, knowledge)
    assert stored(database) == knowledge


def test_damaged_json_is_a_clear_error(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    publish(database, knowledge)
    with database.session() as session:
        session.execute(text("UPDATE knowledge_version SET document = '{' WHERE record = 'forms'"))
    for use in (CachedKnowledge(database).current, partial(publish, database, knowledge)):
        with pytest.raises(StoreError, match=r"damaged JSON .* restore a backup"):
            use()
    database.close()


def test_readers_see_a_load_at_their_next_question(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    cached = CachedKnowledge(database)
    assert cached.current() is cached.current()
    publish(database, with_title(knowledge, "webmail", "Mail in a browser"))
    assert cached.current().procedures["webmail"].title == "Mail in a browser"


def test_readers_during_loads_always_see_one_whole_state(
    database: Database, knowledge: KnowledgeBase
) -> None:
    publish(database, knowledge)
    states = [knowledge, with_title(knowledge, "webmail", "Mail in a browser")]

    def read_often() -> bool:
        return all(stored(database) in states for _ in range(15))

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read_often) for _ in range(2)]
        for turn in range(6):
            publish(database, states[turn % 2])
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


def test_a_connection_in_use_is_closed_when_it_is_given_back(database: Database) -> None:
    with database.session() as session:
        in_use = session.connection().connection.dbapi_connection
        database.close()
        session.execute(text("SELECT 1"))
    assert in_use is not None
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        in_use.cursor()


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


def test_a_newer_schema_is_one_line_with_the_remedy(database: Database) -> None:
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = Database(database.url.render_as_string(hide_password=False))
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
