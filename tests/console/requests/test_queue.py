"""The queue: states, pages, causes, what an agent does with a request, what led to it."""

import csv
import datetime as dt
import io
import json
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels.answer import Answer
from bot.channels.console.access import Agent
from bot.channels.web.chat.messages import Exchange
from contacts.tables import LookupRow
from faq_kb.contract import Contact, DraftReply
from faq_kb.model import Role
from tests.console.requests.conftest import ANN, ENTRY, Console, Listed
from tests.support.drafts import Scripted as ScriptedAdapter
from tests.support.drafts import (
    log_of,
    new_draft,
    outbox_messages,
    snapshot_of,
    worker,
)
from tickets import outbox, queue
from tickets.delivery.adapter import DeliveryResult, PermanentError
from tickets.draft import Draft, Status
from tickets.events import Event, EventType
from tickets.outbox import DeliveryState
from tickets.queue import QueueFilter, QueueState
from tickets.service import Tickets
from tickets.snapshot import Recipient
from tickets.tables import DraftRow, OutboxRow

CAUSE = "ServiceNow example did not create the record: 403. Give the account a role."


def stored(console: Console, status: Status = Status.READY, **given: Any) -> Draft:
    """A confirmed draft of that status."""
    draft = new_draft(status=status, confirmed_at=dt.datetime.now(dt.UTC), **given)
    return Tickets(console.database).start(draft)


def sent(
    console: Console, draft: Draft, state: DeliveryState, recipient: Recipient, step: int = 1
) -> None:
    """A message of the draft in the outbox."""
    with console.database.session() as session:
        correlation = outbox.put(session, snapshot_of(draft, recipient=recipient), step)
        session.execute(
            update(OutboxRow).where(OutboxRow.correlation_id == correlation).values(state=state)
        )


def every_kind(console: Console) -> None:
    """Drafts of every status with every message that there may be."""
    kinds: list[tuple[DeliveryState, Recipient] | None] = [None, *product(DeliveryState, Recipient)]
    for status, first, second in product(Status, kinds, kinds[::4]):
        draft = stored(console, status)
        for step, kind in enumerate((first, second)):
            if kind:
                sent(console, draft, *kind, step=step)


def references(page: Any) -> list[str]:
    return [one["reference"] for one in page["requests"]]


def test_the_store_and_the_page_agree_on_every_state(console: Console) -> None:
    every_kind(console)
    with console.database.session() as session:
        drafts = session.scalars(select(DraftRow.reference)).all()
        everything = {one.draft.reference: one for one in queue.requests(session, drafts)}
        found = {}
        for state in QueueState:
            for one in queue.page(session, QueueFilter(state=state), None, 10_000):
                assert one.draft.reference not in found
                found[one.draft.reference] = state
        counted = queue.counts(session, QueueFilter())
    expected = {
        reference: one.state
        for reference, one in everything.items()
        if one.draft.status is not Status.COLLECTING
    }
    assert found == expected
    assert counted == {s: [*expected.values()].count(s) for s in QueueState}


def test_pages_have_each_request_once(console: Console) -> None:
    made = [stored(console).reference for _ in range(7)]
    with console.database.session() as session:  # at the same moment
        moment = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        session.connection().execute(update(DraftRow.__table__).values(updated_at=moment))
    stored(console, Status.COLLECTING)
    seen: list[str] = []
    after = ""
    while True:
        page = console.get("/requests", limit=3, after=after)
        assert len(page["requests"]) <= 3
        seen += references(page)
        if not page["next"]:
            break
        after = page["next"]
    assert sorted(seen) == sorted(made)
    assert len(seen) == 7
    assert page["counts"] == {"new": 7, "approval": 0, "failed": 0, "delivered": 0, "ended": 0}
    response = console.client.get("/api/console/requests", params={"after": "!!!"})
    assert response.status_code == 422
    assert console.accesses()[0] == (ANN.id, "listed", "", 3)


def test_filters(console: Console) -> None:
    fields = {"requester_name": "Joe_Ray 100%", "agency": "Board of Stones"}
    mine = stored(console, fields=fields, number="INC0010042").reference
    stored(console, entry="website_unblock", fields={"requester_name": "Joe Ray 1000"})
    phone = console.file()["reference"]

    def found(**query: object) -> list[str]:
        return references(console.get("/requests", **query))

    assert found(agency="board of stones") == [mine]
    assert found(entry="website_unblock") != [mine]
    assert found(channel="phone") == [phone]
    assert found(q="joe_ray") == found(q="100%") == found(q="0010042") == [mine]
    assert found(q=mine.replace("HD-", "hd ").lower()) == [mine]
    assert found(q="%") == [mine]
    assert found(state="approval") == [phone]
    assert console.get("/requests", q="100%", state="failed")["counts"]["new"] == 1
    assert console.client.get("/api/console/requests", params={"state": "x"}).status_code == 422


def test_a_failed_one_says_why_and_is_tried_again(console: Console) -> None:
    reference = console.file()["reference"]
    worker(console.database, ScriptedAdapter(PermanentError(CAUSE))).deliver_due()
    (line,) = console.get("/requests", state="failed")["requests"]
    assert line["cause"] == f"Not delivered to who may submit it: {CAUSE}"
    assert line["typed_by"] == ANN.name
    details = console.get(f"/requests/{reference}")
    assert (details["can_retry"], details["can_withdraw"]) == (True, True)
    assert [one["error"] for one in details["deliveries"]] == [CAUSE]
    console.agent = Agent("agent-2", "Bo Agent")
    assert console.post(f"/requests/{reference}/retry")["state"] == "approval"
    assert console.post(f"/requests/{reference}/retry", 409)["error"]["code"] == "not_possible"
    assert log_of(console.database, reference)[-1][1] == Event(
        EventType.RETRIED, "agent", "", "Bo Agent"
    )
    worker(console.database, ScriptedAdapter(DeliveryResult())).deliver_due()
    line = console.post(f"/requests/{reference}/withdraw")
    assert (line["state"], line["status"]) == ("ended", "withdrawn")
    console.post(f"/requests/{reference}/withdraw", 409)
    log = [one["words"] for one in console.get(f"/requests/{reference}")["log"]]
    assert log[0] == f"Begun ({ANN.name})"
    assert log[1].startswith("Noted: ")
    assert log[2:] == [
        f"Handed over ({ANN.name})", "Couldn't be delivered", "Tried again (Bo Agent)", "Delivered",
        "Withdrawn (Bo Agent)",
    ]  # fmt: skip
    # Word of the withdrawal goes to who has it.
    assert any(one.snapshot and one.snapshot.withdrawn for one in outbox_messages(console.database))
    acts = [act for _, act, _, _ in console.accesses()]
    assert acts == ["filed", "listed", "viewed", "retried", "withdrawn", "viewed"]


def test_a_fault_of_ours_is_told_without_its_place(console: Console) -> None:
    reference = console.file()["reference"]
    broken = ScriptedAdapter(PermanentError("unexpected KeyError in adapter.py:12"))
    worker(console.database, broken).deliver_due()
    details = json.dumps(console.get(f"/requests/{reference}"))
    assert "adapter.py" not in details
    assert "A fault of the assistant itself" in details


def test_who_may_submit_it_is_shown_and_that_is_a_look_up(console: Console, listed: Listed) -> None:
    contact = Contact(name=listed.name, role=Role.HR, agency=listed.agency, email=listed.email)
    fields = {"agency": listed.agency}
    reference = stored(console, authorized=(contact,), fields=fields).reference
    details = console.get(f"/requests/{reference.lower()}")
    assert [one["name"] for one in details["authorized"]] == [listed.name]
    with console.database.session() as session:
        (lookup,) = session.scalars(select(LookupRow)).all()
    assert (lookup.user, lookup.channel, lookup.roles, lookup.shown) == (ANN.id, "console", "hr", 1)
    for unknown in ("HD-222222", "nothing", "HD-4KM9XC HD-7MCCKH"):
        assert console.client.get(f"/api/console/requests/{unknown}").status_code == 404


def test_the_conversation_that_led_to_it_ends_where_it_was_shown(console: Console) -> None:
    history, tokens = console.sources.history, console.sources.tokens
    draft = stored(console, conversation=tokens.sender("web", "c1"))
    shown = reply_about(draft)
    history.add(Exchange("c1", "k1", "how do I get VPN [removed]", [Answer("Like this.", None)]))
    history.add(Exchange("c1", "k2", "draft it", [Answer("Saved.", shown)]))
    history.add(Exchange("c1", "k3", "something else", [Answer("No.", None)]))
    history.add(Exchange("c2", "k4", f"what of {draft.reference}", [Answer("Here.", shown)]))
    said = console.get(f"/requests/{draft.reference}")["conversation"]
    assert [(one["from"], one["text"]) for one in said] == [
        ("user", "how do I get VPN [removed]"),
        ("assistant", "Like this."),
        ("user", "draft it"),
        ("assistant", "Saved."),
    ]
    other = stored(console, conversation=tokens.sender("web", "c9"))
    history.add(Exchange("c2", "k5", "show it", [Answer("Here.", reply_about(other))]))
    assert console.get(f"/requests/{other.reference}")["conversation"] == []
    assert console.get(f"/requests/{console.file()['reference']}")["conversation"] == []


def reply_about(draft: Draft) -> DraftReply:
    """A reply that shows the draft."""
    return DraftReply.model_validate(
        {
            "type": "draft",
            "message": "Saved.",
            "asked": None,
            "drafts": [],
            "offered": None,
            "draft": {
                "id": draft.reference, "status": draft.status, "entry": draft.entry, "title": "VPN",
                "fields": {}, "missing": [], "items": [], "authorized": [], "may_submit": False,
                "number": None, "mailto": None, "eml": None, "version": 1,
                "created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-01T00:00:00Z",
            },
        }
    )  # fmt: skip


def test_the_csv_has_the_same_and_calculates_nothing(console: Console) -> None:
    name = '=HYPERLINK("http://evil.example","x")'
    mine = stored(console, fields={"requester_name": name}).reference
    stored(console, entry="website_unblock")
    response = console.client.get("/api/console/requests.csv", params={"entry": ENTRY})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"].startswith("text/csv")
    heading, *rows = csv.reader(io.StringIO(response.text.removeprefix("\ufeff")))
    assert heading[:3] == ["Reference", "State", "Status"]
    assert [row[0] for row in rows] == [mine]
    assert rows[0][heading.index("Requester")].startswith("'=")
    assert console.accesses() == [(ANN.id, "exported", "", 1)]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/procedures/{ENTRY}/request"),
        ("POST", "/requests/check"),
        ("POST", "/requests"),
        ("GET", "/requests"),
        ("GET", "/requests.csv"),
        ("GET", "/requests/HD-4KM9XC"),
        ("POST", "/requests/HD-4KM9XC/retry"),
        ("POST", "/requests/HD-4KM9XC/withdraw"),
    ],
)
def test_nobody_but_agents(console: Console, method: str, path: str) -> None:
    console.agent = None
    response = console.client.request(method, f"/api/console{path}", json={})
    assert response.status_code == 403
    assert console.accesses() == []
