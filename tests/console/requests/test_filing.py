"""A request for a caller: whose it is, who gets it, and that one call makes one request."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from syrupy.assertion import SnapshotAssertion

from bot.channels.console.access import Agent
from common.database import Database
from contacts.registry import ContactRegistry
from contacts.tables import CallbackRow, LookupRow
from tests.console.requests.conftest import ANN, ENTRY, VALUES, Console, Listed
from tests.support.drafts import (
    DESK,
    as_it_is,
    everything_in,
    log_of,
    notices_of,
    outbox_messages,
    the_message,
    untouched_for,
    worker,
)
from tests.support.servicenow import PASSWORD, USER, running_servicenow
from tickets import exporting, mail
from tickets.delivery.servicenow.adapter import ServiceNowAdapter
from tickets.delivery.servicenow.settings import ServiceNowSettings
from tickets.draft import Status
from tickets.events import EventType
from tickets.service import Tickets, Viewer
from tickets.snapshot import Recipient
from tickets.tables import DraftRow

SSN = "078-05-1120"


def count(database: Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(DraftRow)) or 0


def fields(form: Any) -> dict[str, Any]:
    return {one["key"]: one for one in form["fields"]}


def test_the_form_knows_who_is_listed(console: Console, listed: Listed) -> None:
    form = console.get(f"/procedures/{ENTRY}/request", person=listed.number)
    found = fields(form)
    shown = {key: found[key]["value"] for key in ("requester_name", "agency", "phone")}
    assert shown["requester_name"] == listed.name
    assert shown["agency"] == listed.agency
    assert shown["phone"]
    assert [one["group"] for one in form["fields"]].count("caller") == 3
    assert form["fields"][-1]["group"] == "notes"
    assert found["it_role"]["choices"] == ["yes", "no"]
    assert found["requester_name"]["label"] == "Name of the requester"
    with console.database.session() as session:
        lookups = session.scalars(select(LookupRow)).all()
    # Of the person, and of who may ask.
    assert {(one.user, one.channel) for one in lookups} == {(ANN.id, "console")}
    assert len(lookups) == 2


def test_the_form_says_whether_the_caller_may_ask(console: Console, listed: Listed) -> None:
    form = console.get(f"/procedures/{ENTRY}/request", person=listed.number)
    assert form["authority"]["verdict"] == "authorized"
    assert console.get(f"/procedures/{ENTRY}/request")["authority"] is None


def test_a_call_back_that_is_told_with_a_request_is_logged_once(
    console: Console, listed: Listed
) -> None:
    for _ in range(2):
        console.file(person=listed.number, caller=listed.caller, called_back=True)
    with console.database.session() as session:
        (tick,) = session.scalars(select(CallbackRow)).all()
    assert (tick.agent, tick.person_id, tick.entry) == (ANN.id, listed.number, ENTRY)


def test_what_applies_follows_the_answers_and_nothing_is_lost(console: Console) -> None:
    entry = "mailbox_delegation"
    keys = fields(console.post("/requests/check", entry=entry, values={}))
    assert "completed_form" not in keys
    values = {"access_kind": "full access", "from_date": "the 45th of May", "employee": "pat doe"}
    found = fields(console.post("/requests/check", entry=entry, values=values))
    assert found["completed_form"]["required"]
    assert found["from_date"]["value"] == "the 45th of May"
    assert "can't read" in found["from_date"]["refused"]
    assert found["employee"]["refused"] is None
    values["completed_form"] = "not yet"
    later = fields(console.post("/requests/check", entry=entry, values=values))
    assert later["completed_form"]["value"] == "not yet"
    answer = console.post("/requests/check", 422, entry=entry, values={"nothing": "x"})
    assert answer["error"]["message"] == "The request has faults: values: no field nothing"
    console.post("/requests/check", 404, entry="webmail", values={})
    assert count(console.database) == 0


def test_a_listed_caller_submits_it(
    console: Console, listed: Listed, snapshot: SnapshotAssertion
) -> None:
    filed = console.file(person=listed.number, caller=listed.caller, called_back=True)
    assert filed["status"] == "handed_over"
    assert filed["missing"] == []
    assert filed["outcome"].startswith(f"{filed['reference']} is for the Service Desk")
    draft = as_it_is(console.database, filed["reference"])
    assert draft.requester.name == listed.name
    assert draft.requester.email == listed.email
    assert draft.typed_by
    assert (draft.typed_by.name, draft.typed_by.email) == (ANN.name, ANN.email)
    message = the_message(console.database, draft.reference)
    assert message.recipient is Recipient.SERVICE_DESK
    assert message.snapshot
    assert message.snapshot.signed_in is False
    text = mail.text(message.snapshot).replace(draft.reference, "HD-REFERENCE")
    assert text == snapshot(name="for the Service Desk")
    assert {event.by for _, event in log_of(console.database, draft.reference)} == {"agent"}
    assert console.accesses() == [(ANN.id, "filed", draft.reference, 1)]


def test_who_may_submit_is_the_callers_matter(
    console: Console, listed: Listed, snapshot: SnapshotAssertion
) -> None:
    # The agent is a listed contact, and the caller says the address of one.
    console.agent = Agent("agent-2", listed.name, listed.email)
    caller = {**listed.caller, "name": "Joe Ray"}
    filed = console.file(caller=caller, called_back=True)
    message = the_message(console.database, filed["reference"])
    assert message.recipient is Recipient.CONTACTS
    assert message.snapshot
    assert listed.email in {one.email for one in message.snapshot.to}
    # Nobody has a number on record who is not listed.
    assert not message.snapshot.called_back
    text = mail.text(message.snapshot).replace(filed["reference"], "HD-REFERENCE")
    assert text == snapshot(name="for contacts")
    assert "The caller isn't one" in filed["outcome"]


def test_a_listed_caller_is_nobody_at_another_agency(console: Console, listed: Listed) -> None:
    registry = ContactRegistry(console.database, console.sources.clock)
    caller = {**listed.caller, "agency": registry.agencies().by_id[2].name}
    filed = console.file(person=listed.number, caller=caller)
    message = the_message(console.database, filed["reference"])
    assert message.recipient is Recipient.CONTACTS


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"caller": {"name": "Somebody Else"}}, "requester_name"),
        ({"caller": {"name": "", "email": ""}, "person": None}, "requester_name"),
        ({"caller": {"name": "Joe Ray", "email": "joe at home"}, "person": None}, "email"),
        (
            {"caller": {"name": "Joe Ray", "agency": "Ministry of Silly Walks"}, "person": None},
            "agency",
        ),
        ({"caller": {"name": "Joe Ray", "phone": "5"}, "person": None}, "phone"),
        ({"person": 2_000_000_000}, "person"),
        ({"values": {"it_role": "perhaps"}}, "it_role"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_plain_words(
    console: Console, listed: Listed, given: dict[str, object], key: str
) -> None:
    answer = console.file(422, **{"person": listed.number, "caller": listed.caller, **given})
    assert [one["key"] for one in answer["refused"]] == [key]
    assert answer["refused"][0]["reason"] in answer["error"]["message"]
    assert "{" not in answer["refused"][0]["reason"]
    assert count(console.database) == 0


def test_what_is_missing_is_named_and_secrets_go_nowhere(console: Console) -> None:
    values = {"employee": "Pat Doe", "notes": f"SSN {SSN}", "completed_form": "not yet"}
    filed = console.file(values=values)
    assert len(filed["missing"]) == 5
    assert {"IT role", "Billing number", "Agency of the requester"} <= set(filed["missing"])
    assert SSN not in everything_in(console.database)
    assert as_it_is(console.database, filed["reference"]).skipped == ("completed_form",)


def test_one_key_is_one_request(console: Console) -> None:
    key = "the-same-key"
    with ThreadPoolExecutor(4) as pool:
        filed = [*pool.map(lambda _: console.file(key=key), range(4))]
    assert len({one["reference"] for one in filed}) == 1
    assert len({str(one) for one in filed}) == 1
    assert count(console.database) == len(outbox_messages(console.database)) == 1
    answer = console.file(409, key=key, values={})
    assert answer["error"]["code"] == "conflict"
    # Another agent's key is another one.
    console.agent = Agent("agent-2")
    assert console.file(key=key)["reference"] != filed[0]["reference"]


def test_nobody_owns_it_in_a_chat_and_nobody_is_told(console: Console, listed: Listed) -> None:
    filed = console.file(person=listed.number, caller=listed.caller)
    draft = as_it_is(console.database, filed["reference"])
    tickets = Tickets(console.database)
    for owner in (f"user:{ANN.id}", f"visitor:{ANN.id}", "user:"):
        viewer = Viewer(owner, ANN.email)
        assert not viewer.owns(draft)
        assert not viewer.may_see(draft)
        assert tickets.of(owner) == []
    assert Viewer("user:x", listed.email).may_see(draft)
    assert DESK.may_see(draft)


def test_servicenow_is_told_who_called_and_who_typed(
    console: Console, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    filed = console.file(person=listed.number, caller=listed.caller, called_back=True)
    with running_servicenow() as instance:
        for number, email in enumerate((listed.email, ANN.email), start=1):
            instance.tables["sys_user"].append(
                {"sys_id": f"{number:032x}", "email": email, "name": ""}
            )
        settings = ServiceNowSettings.model_validate(
            {
                "instance": instance.url,
                "username": USER,
                "password": PASSWORD,
                "field_map": {
                    "caller": "caller_id",
                    "opened_by": "opened_by",
                    "identity": "u_identity",
                },
            }
        )
        assert worker(console.database, ServiceNowAdapter(settings)).deliver_due() == 1
        (record,) = instance.incidents
    assert record["contact_type"] == "phone"
    assert record["caller_id"] == f"{1:032x}"
    assert record["opened_by"] == f"{2:032x}"
    assert record["u_identity"] == "by phone; called back on the number on record"
    assert f"Typed by: {ANN.name} of the Service Desk" in record["description"]
    draft = as_it_is(console.database, filed["reference"])
    assert (draft.status, draft.number) == (Status.SUBMITTED, record["number"])
    # Nobody of them has a conversation in which it could be told.
    assert notices_of(console.database, draft.reference) == []


def test_an_export_names_both(console: Console) -> None:
    filed = console.file()
    with console.database.session() as session:
        found = exporting.requests(session)
        data = exporting.as_data(found[0], {})
        heading, line = exporting.rows(found)
    row = dict(zip(heading, line, strict=True))
    assert (row["requester"], row["typed_by"], row["channel"]) == ("Joe Ray", ANN.name, "phone")
    assert row["identity"] == "by phone; not called back, identity not verified"
    assert data["typed_by"]["name"] == ANN.name
    assert (data["channel"], data["called_back"]) == ("phone", False)
    assert data["reference"] == filed["reference"]


def test_its_data_end_as_those_of_any_other(console: Console, listed: Listed) -> None:
    reference = console.file(person=listed.number, caller=listed.caller)["reference"]
    untouched_for(console.database, reference, dt.timedelta(days=200))
    assert Tickets(console.database).expire(dt.timedelta(days=30), dt.timedelta(days=180)) == (1, 0)
    draft = as_it_is(console.database, reference)
    assert (draft.owner, draft.typed_by, draft.fields, draft.email) == ("", None, {}, "")
    assert ANN.email not in everything_in(console.database)
    assert EventType.ERASED in {event.type for _, event in log_of(console.database, reference)}
    details = console.get(f"/requests/{reference}")
    assert (details["state"], details["fields"], details["typed_by"]) == ("ended", [], None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    values=st.dictionaries(
        st.sampled_from([*VALUES, "requester_name", "agency", "phone", "notes"]),
        st.text(max_size=40)
        | st.sampled_from(["yes", "\ud800", "=1+1", "'; DROP TABLE draft; --"]),
    ),
    name=st.text(max_size=30),
)
def test_whatever_is_posted_is_taken_or_refused(
    console: Console, values: dict[str, str], name: str
) -> None:
    before = count(console.database)
    body = {
        "key": f"key-{before}-{abs(hash((name, *values.items())))}"[:64],
        "entry": ENTRY,
        "person": None,
        "caller": {"name": name},
        "values": values,
    }
    response = console.client.post(
        "/api/console/requests",
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    assert response.status_code in {201, 422}, response.text
    assert count(console.database) - before == (response.status_code == 201)
    form = console.client.post(
        "/api/console/requests/check",
        content=json.dumps({"entry": ENTRY, "values": values}),
        headers={"Content-Type": "application/json"},
    )
    assert form.status_code in {200, 422}
