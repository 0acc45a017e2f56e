"""Migrations 0009 to 0017 carry drafts, outbox and sessions over, with all that refers to them."""

import datetime as dt
import json
from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, Table, select, text

from common.database import Database
from common.database.schema import MIGRATIONS
from faq_kb.contract import Contact
from faq_kb.model import Role
from tests.support.drafts import DESK, as_it_is, log_of, new_draft, outbox_messages
from tests.support.mail import snapshot
from tests.support.web_app import session_store
from tickets.draft import Status
from tickets.events import Event, EventType
from tickets.outbox import DeliveryState
from tickets.service import Tickets
from tickets.tables import DraftRow

NOW = "2026-11-01 10:00:00.000000"
DRAFT = {
    "reference": "HD-4KM9XC",
    "fields": json.dumps({"agency": "Department of Examples", "requester_name": "Jo O'Hara"}),
    "authorized": json.dumps(
        [{"name": "Al Lee", "email": "al@example.gov", "phone": "", "role": "hr"}]
    ),
    "now": NOW,
}
STATES = {"kept": "held", "dead": "failed", "dropped": "cancelled", "delivered": "delivered"}


def test_what_was_stored_before_is_read_as_it_was(database_url: str) -> None:
    database = Database(database_url)
    migrate(database, command.upgrade, "0007")
    old = snapshot().model_dump(mode="json")
    old["lines"] = old.pop("fields")
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO draft (reference, entry, procedure_version, owner, conversation, "
                "status, fields, skipped, email, authorised, number, origin, created_at, "
                "updated_at, version) VALUES (:reference, 'vpn_access', 'x', 'user:joe', 'c', "
                "'handed_over', :fields, '[]', '', :authorized, '', '', :now, :now, 3)"
            ),
            DRAFT,
        )
        connection.execute(
            text(
                "INSERT INTO draft_event (reference, version, at, happening, by, item) "
                "VALUES ('HD-4KM9XC', 3, :now, 'kept', 'delivery', 'phone')"
            ),
            {"now": NOW},
        )
        for number, state in enumerate(STATES):
            connection.execute(
                text(
                    "INSERT INTO outbox (correlation_id, reference, recipient, document, state, "
                    "adapter, attempts, due_at, number, last_error, created_at) VALUES "
                    "(:id, 'HD-4KM9XC', 'contacts', :document, :state, 'smtp', 1, :now, '', '', "
                    ":now)"
                ),
                {"id": str(number), "document": json.dumps(old), "state": state, "now": NOW},
            )

    database.migrate()
    with database.session() as session:
        assert session.get_one(DraftRow, "HD-4KM9XC").requester_key == "jo o hara"
    draft = as_it_is(database, "HD-4KM9XC")
    assert (draft.channel, draft.typed_by, draft.called_back) == ("chat", None, False)
    agency = "Department of Examples"
    assert draft.authorized == (
        Contact(name="Al Lee", role=Role.HR, agency=agency, email="al@example.gov"),
    )
    assert log_of(database, "HD-4KM9XC") == [(3, Event(EventType.HELD, "delivery", "phone"))]
    messages = outbox_messages(database)
    assert [message.state for message in messages] == list(map(DeliveryState, STATES.values()))
    assert all(message.snapshot == snapshot() for message in messages)
    assert DESK.may_see(draft)

    migrate(database, command.downgrade, "0012")
    with database.engine.begin() as connection:
        assert [
            *connection.scalars(text("SELECT state FROM outbox ORDER BY correlation_id"))
        ] == list(STATES)
        outbox = Table("outbox", MetaData(), autoload_with=connection)
        assert all(one == old for one in connection.scalars(select(outbox.c.document)))
        draft_table = Table("draft", MetaData(), autoload_with=connection)
        assert [*connection.scalars(select(draft_table.c.authorized))] == [
            json.loads(DRAFT["authorized"])
        ]
    database.close()


def test_sessions_of_before_are_found_by_their_browser(database_url: str) -> None:
    database = Database(database_url)
    migrate(database, command.upgrade, "0013")
    data = {"a": {"conversation": "c", "visitor": "v"}, "b": {}}
    with database.engine.begin() as connection:
        for name, stored in data.items():
            connection.execute(
                text(
                    "INSERT INTO web_session (id, user_id, email, data, begun_at, seen_at) "
                    "VALUES (:id, '', '', :data, :now, :now)"
                ),
                {
                    "id": name,
                    "data": json.dumps(stored),
                    "now": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S.%f}",
                },
            )
    database.migrate()
    store = session_store(database)
    assert store.newest_of(visitor="v") == data["a"]
    assert store.newest_of(visitor="w") is None
    reference = Tickets(database).start(new_draft()).reference
    with database.session() as session:
        row = session.get_one(DraftRow, reference)
        row.status = Status.RESOLVED.value
    migrate(database, command.downgrade, "0013")
    with database.engine.begin() as connection:
        found = connection.scalar(
            text("SELECT status FROM draft WHERE reference = :reference"), {"reference": reference}
        )
    assert found == Status.SUBMITTED
    database.close()


def migrate(database: Database, step: Callable[[Config, str], None], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, revision)
