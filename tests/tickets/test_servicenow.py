"""Hand-over to ServiceNow, against an instance that checks requests and fails as real ones do."""

import datetime as dt
import json
import logging
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.mail import certificate, server_context, silent_server, snapshot
from tests.support.servicenow import (
    CLIENT,
    LIFETIME_S,
    PAGE,
    PASSWORD,
    SECRET,
    USER,
    FakeServiceNow,
    running_servicenow,
)
from tickets.delivery.adapter import (
    DeliveryAdapter,
    DeliveryAttempt,
    DeliveryResult,
    PermanentError,
    TemporaryError,
)
from tickets.delivery.http import wait_of
from tickets.delivery.servicenow.adapter import ServiceNowAdapter
from tickets.delivery.servicenow.settings import ServiceNowSettings
from tickets.snapshot import Correspondent, FieldValue, Recipient, RequestSnapshot

BASIC: dict[str, Any] = {"username": USER, "password": PASSWORD}
OAUTH: dict[str, Any] = {"client_id": CLIENT, "client_secret": SECRET}
TABLE = "/api/now/table/incident"
SAVED = DeliveryResult(number="INC0010001", submitted=True)


class Clock:
    """Time that passes when it is told to."""

    now = 1_000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def instance() -> Iterator[FakeServiceNow]:
    """An empty instance."""
    with running_servicenow() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def adapter(instance: FakeServiceNow, **given: Any) -> ServiceNowAdapter:
    account = {} if {"username", "client_id"} & set(given) else BASIC
    return ServiceNowAdapter(ServiceNowSettings(instance=instance.url, **{**account, **given}))


def attempt(step: int = 1, attempt: int = 1, **given: Any) -> DeliveryAttempt:
    of = snapshot(**{"recipient": Recipient.SERVICE_DESK, "to": (), **given})
    return DeliveryAttempt(f"{of.reference}-{step}", of, attempt)


def failure(message: str, detail: str = "") -> str:
    return json.dumps({"error": {"message": message, "detail": detail}, "status": "failure"})


@pytest.mark.parametrize("account", [BASIC, OAUTH])
def test_a_request_becomes_a_record(instance: FakeServiceNow, account: dict[str, str]) -> None:
    desk: DeliveryAdapter = adapter(instance, **account)
    assert desk.deliver(attempt()) == SAVED
    (record,) = instance.incidents
    assert record["short_description"] == "VPN access"
    assert "- User name: jray" in record["description"]
    assert record["correlation_id"] == "HD-4KM9XC-1"
    assert record["correlation_display"] == "HD-4KM9XC"
    assert record["contact_type"] == "self-service"
    assert record["caller_id"] == ""


def test_the_request_is_attached_once(instance: FakeServiceNow) -> None:
    desk = adapter(instance)
    for number in (1, 2):
        assert desk.deliver(attempt(attempt=number)) == SAVED
    (attached,) = instance.tables["sys_attachment"]
    assert attached["file_name"] == "HD-4KM9XC.txt"
    assert attached["content_type"] == "text/plain"
    assert attached["table_sys_id"] == instance.incidents[0]["sys_id"]
    content = instance.files[attached["sys_id"]].decode()
    assert content == instance.incidents[0]["description"]


def test_every_hand_over_of_a_request_is_a_record(instance: FakeServiceNow) -> None:
    desk = adapter(instance)
    numbers = [desk.deliver(attempt(step)).number for step in (1, 2, 1)]
    assert numbers == ["INC0010001", "INC0010002", "INC0010001"]


@pytest.mark.parametrize("trouble", [{"drop": True}, {"hang": True}, {"status": 502}])
def test_an_answer_that_is_lost_makes_no_second_record(
    instance: FakeServiceNow, trouble: dict[str, Any]
) -> None:
    desk = adapter(instance, timeout=0.2)
    instance.trouble(path=TABLE, method="POST", after=True, **trouble)
    with pytest.raises(TemporaryError):
        desk.deliver(attempt())
    assert len(instance.incidents) == 1
    instance.closing.set()
    assert adapter(instance).deliver(attempt(attempt=2)) == SAVED
    assert len(instance.incidents) == len(instance.tables["sys_attachment"]) == 1


def test_an_attachment_that_is_lost_is_not_attached_twice(instance: FakeServiceNow) -> None:
    instance.trouble(path="/file", drop=True, after=True)
    with pytest.raises(TemporaryError, match=r"INC0010001 exists, HD-4KM9XC.txt is not attached"):
        adapter(instance).deliver(attempt())
    assert adapter(instance).deliver(attempt(attempt=2)) == SAVED
    assert len(instance.incidents) == len(instance.tables["sys_attachment"]) == 1


def test_a_long_request_is_cut_and_attached_whole(instance: FakeServiceNow) -> None:
    line = FieldValue(key="why", label="Why", value="because " * 1_000, required=True)
    adapter(instance).deliver(attempt(title="VPN\r\n" * 200, fields=(line,)))
    (record,) = instance.incidents
    assert len(record["description"]) == 4_000
    assert record["description"].endswith("the attachment HD-4KM9XC.txt has all of it)")
    assert len(record["short_description"]) == 160
    assert "\n" not in record["short_description"]
    assert line.value.strip() in instance.files[f"{1:032x}"].decode()


def test_the_description_is_enough_when_attaching_is_forbidden(
    instance: FakeServiceNow, caplog: pytest.LogCaptureFixture
) -> None:
    instance.trouble(path="/file", status=403, body=failure("Forbidden"))
    with caplog.at_level(logging.WARNING, "tickets"):
        assert adapter(instance).deliver(attempt()) == SAVED
    assert "INC0010001 exists, HD-4KM9XC.txt is not attached" in caplog.text


def test_the_description_is_enough_when_attaching_fails_again_and_again(
    instance: FakeServiceNow,
) -> None:
    instance.trouble(path="/file", status=500)
    assert adapter(instance).deliver(attempt(attempt=3)) == SAVED


@pytest.mark.parametrize(("status", "error"), [(403, PermanentError), (500, TemporaryError)])
def test_a_description_that_is_cut_is_not_enough(
    instance: FakeServiceNow, status: int, error: type[Exception]
) -> None:
    instance.trouble(path="/file", status=status)
    long = attempt(attempt=9, approval="because " * 1_000)
    with pytest.raises(error, match="INC0010001 exists"):
        adapter(instance).deliver(long)


def test_only_requests_for_the_service_desk(instance: FakeServiceNow) -> None:
    with pytest.raises(PermanentError, match="only requests for the Service Desk"):
        adapter(instance).deliver(DeliveryAttempt("HD-4KM9XC-1", snapshot(), 1))
    assert not instance.seen


def test_an_id_that_means_something_in_a_query_is_refused(instance: FakeServiceNow) -> None:
    desk = adapter(instance)
    with pytest.raises(PermanentError, match="cannot be searched for"):
        desk.deliver(DeliveryAttempt("a^ORnumber=INC1", attempt().snapshot, 1))
    with pytest.raises(PermanentError, match="cannot be searched for"):
        desk.deliver(attempt(reference="../x y"))
    with pytest.raises(PermanentError, match="cannot be searched for"):
        desk.status("x^state=1")
    assert not instance.seen


def test_a_table_that_cannot_be_searched_gets_no_record(instance: FakeServiceNow) -> None:
    # The instance ignores the condition, and any other record answers the search.
    instance.tables["u_bare"].append({"sys_id": "a" * 32, "number": "X1", "state": "1"})
    with pytest.raises(PermanentError, match="cannot search the table u_bare by correlation_id"):
        adapter(instance, table="u_bare").deliver(attempt())
    assert len(instance.tables["u_bare"]) == 1


def test_fields_are_mapped(instance: FakeServiceNow) -> None:
    desk = adapter(
        instance,
        field_map={"email": "u_email", "reference": "", "title": "description", "text": ""},
        fixed={"contact_type": "", "short_description": "From the assistant"},
    )
    desk.deliver(attempt())
    (record,) = instance.incidents
    assert record["u_email"] == "joe.ray@example.gov"
    assert record["description"] == "VPN access"
    assert record["short_description"] == "From the assistant"
    assert record["correlation_display"] == record["contact_type"] == ""


def test_a_record_says_who_is_not_known(instance: FakeServiceNow) -> None:
    desk = adapter(instance, field_map={"identity": "u_identity"})
    desk.deliver(attempt(signed_in=False))
    (record,) = instance.incidents
    mark = "not signed in; identity not verified"
    assert record["u_identity"] == mark
    assert f"\nIdentity: {mark}. Before anyone acts" in record["description"]


@pytest.mark.parametrize(
    ("email", "users", "caller"),
    [
        ("joe.ray@example.gov", ["Joe.Ray@example.gov", "al@example.gov"], f"{1:032x}"),
        ("joe.ray@example.gov", ["joe.ray@example.gov"] * 2, ""),
        ("joe.ray@example.gov", ["al@example.gov"], ""),
        ("a^ORemail=al@example.gov", ["al@example.gov"], ""),
        ("", ["al@example.gov"], ""),
    ],
)
def test_the_caller_is_the_one_user_with_the_address(
    instance: FakeServiceNow, email: str, users: list[str], caller: str
) -> None:
    for number, address in enumerate(users, 1):
        row = {"sys_id": f"{number:032x}", "email": address, "name": ""}
        instance.tables["sys_user"].append(row)
    desk = adapter(instance, field_map={"caller": "caller_id"})
    desk.deliver(attempt(requester=Correspondent(name="Joe Ray", email=email)))
    assert instance.incidents[0]["caller_id"] == caller


NEWS = {
    "addition": (FieldValue(key="start", label="Start date", value="2026-12-14", required=True),),
    "addition_to": "HD-4KM9XC-1",
}


def notes(instance: FakeServiceNow, journal: str = "work_notes") -> list[str]:
    return instance.entries.get((instance.incidents[0]["sys_id"], journal), [])


def test_an_addition_becomes_a_note_of_the_same_record(instance: FakeServiceNow) -> None:
    desk = adapter(instance)
    desk.deliver(attempt())
    assert desk.deliver(attempt(step=2, **NEWS)) == SAVED
    assert desk.deliver(attempt(step=3, **NEWS)) == SAVED
    second, first = notes(instance)
    assert "Addition to HD-4KM9XC (VPN access):" in first
    assert "- Start date is now: 2026-12-14" in first
    assert (first.split()[-1], second.split()[-1]) == ("HD-4KM9XC-2", "HD-4KM9XC-3")
    (record,) = instance.incidents
    assert "2026-12-14" not in record["description"], "what was sent first stays as it was"


@pytest.mark.parametrize("trouble", [{"drop": True}, {"hang": True}, {"status": 502}])
def test_an_answer_that_is_lost_makes_no_second_note(
    instance: FakeServiceNow, trouble: dict[str, Any]
) -> None:
    adapter(instance).deliver(attempt())
    instance.trouble(method="PATCH", after=True, **trouble)
    with pytest.raises(TemporaryError):
        adapter(instance, timeout=0.2).deliver(attempt(step=2, **NEWS))
    instance.closing.set()
    assert adapter(instance).deliver(attempt(step=2, attempt=2, **NEWS)) == SAVED
    assert len(notes(instance)) == 1


def test_another_journal_takes_additions(instance: FakeServiceNow) -> None:
    desk = adapter(instance, field_map={"addition": "comments"})
    desk.deliver(attempt())
    desk.deliver(attempt(step=2, **NEWS))
    assert len(notes(instance, "comments")) == 1
    assert notes(instance) == []


def test_an_addition_that_cannot_be_written_says_why(instance: FakeServiceNow) -> None:
    desk, addition = adapter(instance), attempt(step=2, **NEWS)
    with pytest.raises(PermanentError, match="has no record of HD-4KM9XC-1"):
        desk.deliver(addition)
    desk.deliver(attempt())
    instance.may_write = False
    with pytest.raises(
        PermanentError, match=r"403 \(Operation Failed: ACL .*Give the account a role"
    ):
        desk.deliver(addition)
    # A journal that cannot be read would get the same note at every attempt.
    instance.may_write, instance.hidden = True, {"work_notes"}
    with pytest.raises(PermanentError, match="does not show work_notes"):
        desk.deliver(addition)
    assert notes(instance) == []


def withdrawal(number: int = 1) -> DeliveryAttempt:
    """Word that the request of `attempt()` is withdrawn."""
    of = attempt(withdrawn=True, addition_to="HD-4KM9XC-1").snapshot
    return DeliveryAttempt("HD-4KM9XC-1-end", of, number)


def test_a_withdrawal_becomes_a_note_of_the_same_record(instance: FakeServiceNow) -> None:
    desk = adapter(instance, withdrawn={"state": "8"})
    desk.deliver(attempt())
    assert desk.deliver(withdrawal()) == desk.deliver(withdrawal(2)) == SAVED
    (note,) = notes(instance)
    assert "HD-4KM9XC (VPN access) is withdrawn" in note
    assert "Please close it" in note
    assert note.split()[-1] == "HD-4KM9XC-1-end"
    (record,) = instance.incidents
    assert record["state"] == "8"


@pytest.mark.parametrize("asked", ["INC0010001", "inc0010001", "HD-4KM9XC-1"])
def test_status_is_read_back(instance: FakeServiceNow, asked: str) -> None:
    desk = adapter(instance)
    desk.deliver(attempt())
    instance.incidents[0].update(state="6", sys_updated_on="2026-11-22 03:04:05")
    status = desk.status(asked)
    assert (status.number, status.state) == ("INC0010001", "Resolved")
    assert status.updated == dt.datetime(2026, 11, 22, 3, 4, 5, tzinfo=dt.UTC)


def test_status_of_a_record_that_is_not_there(instance: FakeServiceNow) -> None:
    desk = adapter(instance)
    with pytest.raises(PermanentError, match="has no record INC0010009 in the table incident"):
        desk.status("INC0010009")
    desk.deliver(attempt())
    instance.trouble(path="1", status=404, body=failure("No ServiceNowRecord found"))
    with pytest.raises(PermanentError, match=r"404 \(No ServiceNowRecord found\)"):
        desk.status("INC0010001")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("trouble", "error", "said"),
    [
        ({"status": 400, "body": failure("Bad", "x" * 999)}, PermanentError, "400 (Bad: xxx"),
        ({"status": 403, "body": failure("ACL")}, PermanentError, "table incident: 403 (ACL)"),
        ({"status": 403, "body": PAGE}, PermanentError, "Give the account a role"),
        ({"status": 404, "body": failure("No")}, PermanentError, "Check the names of the instance"),
        ({"status": 302, "headers": {"Location": "/sso"}}, PermanentError, "sends elsewhere"),
        ({"status": 429, "headers": {"Retry-After": "90"}}, TemporaryError, "429"),
        ({"status": 408}, TemporaryError, "408"),
        ({"status": 500, "body": failure("Oops")}, TemporaryError, "500 (Oops)"),
        ({"status": 503, "body": PAGE}, TemporaryError, "503"),
        ({"status": 200, "body": PAGE}, TemporaryError, "hibernating"),
        ({"status": 200, "body": "[]"}, TemporaryError, "gave no result"),
        ({"status": 200, "body": '{"result": "x"}'}, TemporaryError, "ServiceNow answered"),
        ({"status": 200, "body": '{"result": [{}]}'}, TemporaryError, ""),
        (
            {"status": 200, "body": failure("Cancelled").replace("{", '{"result": [], ', 1)},
            *(TemporaryError, "(Cancelled)"),
        ),
        ({"status": 409, "body": PAGE}, TemporaryError, "a page in place of an answer"),
        ({"hang": True}, TemporaryError, "within 0.2 s"),
        ({"drop": True}, TemporaryError, "cannot be reached"),
    ],
)
def test_what_goes_wrong(
    instance: FakeServiceNow,
    method: str,
    trouble: dict[str, Any],
    error: type[Exception],
    said: str,
) -> None:
    instance.trouble(path=TABLE, method=method, **trouble)
    if method == "GET" and trouble.get("body") == '{"result": [{}]}':
        error = PermanentError  # a record that does not say that it is ours
    with pytest.raises(error) as caught:
        adapter(instance, timeout=0.2).deliver(attempt())
    assert said in str(caught.value)
    assert len(str(caught.value)) < 500
    assert PASSWORD not in str(caught.value)
    assert not instance.incidents
    if trouble.get("headers", {}).get("Retry-After"):
        assert caught.value.retry_after == 90  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("99999999999", 86_400), ("Mon, 22 Nov 2066 12:01:00 GMT", 86_400), ("", None)],
)
def test_nobody_waits_for_more_than_a_day(value: str, seconds: float | None) -> None:
    assert wait_of(httpx.Response(429, headers={"Retry-After": value})) == seconds


def test_nobody_listens(instance: FakeServiceNow) -> None:
    with silent_server() as port:
        instance.url = f"http://127.0.0.1:{port}"
    with pytest.raises(TemporaryError, match=r"127\.0\.0\.1 cannot be reached"):
        adapter(instance).deliver(attempt())


def test_a_certificate_that_is_not_trusted(tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    with running_servicenow(server_context(pem)) as instance:
        with pytest.raises(PermanentError, match="certificate that is not trusted"):
            adapter(instance).deliver(attempt())
        trusting = ssl.create_default_context(cafile=str(pem))
        settings = ServiceNowSettings(instance=instance.url, **BASIC)
        assert ServiceNowAdapter(settings, trusting).deliver(attempt()) == SAVED


def test_a_wrong_password(instance: FakeServiceNow) -> None:
    with pytest.raises(PermanentError, match=r"401 .*Check the account's name") as caught:
        adapter(instance, username=USER, password="wr0ng").deliver(attempt())
    assert "wr0ng" not in str(caught.value)


def test_a_table_that_does_not_exist(instance: FakeServiceNow) -> None:
    with pytest.raises(PermanentError, match="Invalid table incidents"):
        adapter(instance, table="incidents").deliver(attempt())


def test_a_token_is_kept_until_shortly_before_it_expires(instance: FakeServiceNow) -> None:
    clock = Clock()
    settings = ServiceNowSettings(instance=instance.url, **OAUTH)
    desk = ServiceNowAdapter(settings, clock=clock)
    for step, (later, issued) in enumerate([(0, 1), (LIFETIME_S - 61, 1), (2, 2)]):
        clock.now += later
        desk.deliver(attempt(step))
        assert instance.issued == issued


def test_a_token_that_was_revoked_is_replaced_once(instance: FakeServiceNow) -> None:
    desk = adapter(instance, **OAUTH)
    desk.deliver(attempt(1))
    instance.tokens.clear()
    desk.deliver(attempt(2))
    assert (instance.issued, len(instance.incidents)) == (2, 2)
    for _ in range(2):
        instance.trouble(path=TABLE, method="POST", status=401, body=failure("Not Authenticated"))
    with pytest.raises(PermanentError, match=r"401 .*Check the account"):
        desk.deliver(attempt(3))
    assert (instance.issued, len(instance.incidents)) == (3, 2)


def test_a_wrong_secret(instance: FakeServiceNow) -> None:
    with pytest.raises(PermanentError, match=r"no OAuth token: 401 .*server_error") as caught:
        adapter(instance, client_id=CLIENT, client_secret="wr0ng").deliver(attempt())
    assert "wr0ng" not in str(caught.value)
    assert "client.credential.grant_type.enabled" in str(caught.value)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"status": 503, "headers": {"Retry-After": "7"}}, TemporaryError),
        ({"status": 200, "body": PAGE}, TemporaryError),
        ({"status": 200, "body": "{}"}, PermanentError),
        ({"status": 404, "body": PAGE}, PermanentError),
        ({"hang": True}, TemporaryError),
        ({"drop": True}, TemporaryError),
    ],
)
def test_no_token(
    instance: FakeServiceNow, trouble: dict[str, Any], error: type[Exception]
) -> None:
    instance.trouble(path="/oauth_token.do", **trouble)
    with pytest.raises(error):
        adapter(instance, timeout=0.2, **OAUTH).deliver(attempt())
    assert instance.seen == ["POST /oauth_token.do"]


def test_a_token_without_a_lifetime_is_used_once(instance: FakeServiceNow) -> None:
    desk = adapter(instance, **OAUTH)
    instance.tokens.add("short")
    instance.trouble(path="/oauth_token.do", status=200, body='{"access_token": "short"}')
    desk.deliver(attempt())
    assert instance.issued == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"instance": "agency.service-now.com"}, "write it like https://"),
        ({"instance": "http://agency.service-now.com"}, "write it like https://"),
        ({"instance": "https://agency.service-now.com/api"}, "write it like https://"),
        ({"instance": "https://u:s3cret@agency.service-now.com"}, "holds an account"),
        ({"username": ""}, "neither is set"),
        (OAUTH, "both are set"),
        ({"password": ""}, "user 'integration' has no password"),
        ({"username": "", "client_id": "c"}, "client 'c' has no secret"),
        ({"table": "Incident"}, "use its name, not its label"),
        ({"field_map": {"text": "Work notes"}}, "use its name, not its label"),
        ({"field_map": {"when": "u_when"}}, "'when' is none of title, text"),
        ({"field_map": {"correlation_id": ""}}, "second record"),
        ({"field_map": {"addition": ""}}, "a journal of its record"),
        ({"fixed": {"^x": "1"}}, "use its name, not its label"),
        ({"withdrawn": {"State": "8"}}, "use its name, not its label"),
    ],
)
def test_settings_that_cannot_work(wrong: dict[str, Any], said: str) -> None:
    usual = {"instance": "https://agency.service-now.com", **BASIC}
    assert not list(ServiceNowSettings(**usual).faults())
    faults = " ".join(problem for _, problem in ServiceNowSettings(**{**usual, **wrong}).faults())
    assert said in faults
    assert "s3cret" not in faults


def test_secrets_are_not_shown(instance: FakeServiceNow) -> None:
    for account in (BASIC, OAUTH):
        shown = repr(ServiceNowSettings(instance=instance.url, **account))
        assert f"'{PASSWORD}'" not in shown
        assert f"'{SECRET}'" not in shown


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (("PUT", TABLE, {}), 405),
        (("POST", TABLE, {"content": "x"}), 415),
        (("POST", TABLE, {"json": ["x"]}), 400),
        (("POST", TABLE, {"json": {"u_unknown": "x"}}), 400),
        (("GET", TABLE, {"headers": {"Accept": "*/*"}}), 406),
        (("GET", "/api/now/nothing", {}), 400),
        (("GET", f"{TABLE}/{'0' * 32}", {}), 404),
        (("PATCH", f"{TABLE}/{'0' * 32}", {"json": {"comments": "x"}}), 404),
        (("POST", "/api/now/attachment/file", {"params": {"table_name": "incident"}}), 400),
        (("GET", TABLE, {"auth": ("x", "y")}), 401),
    ],
)
def test_the_instance_checks_requests(
    instance: FakeServiceNow, request_: tuple[str, str, dict[str, Any]], status: int
) -> None:
    method, path, given = request_
    usual = {"auth": (USER, PASSWORD), "headers": {"Accept": "application/json"}}
    answer = httpx.request(method, instance.url + path, **{**usual, **given})
    assert answer.status_code == status
    assert answer.json()["status"] == "failure"


def test_any_text_arrives(instance: FakeServiceNow) -> None:
    odd = 'naïve ✓ 漢字 "quotes" <b> ^OR \x00 \u2028 end'
    of: RequestSnapshot = attempt(title=odd, agency=odd).snapshot
    adapter(instance).deliver(DeliveryAttempt("HD-4KM9XC-1", of, 1))
    assert '漢字 "quotes" <b> ^OR' in instance.incidents[0]["short_description"]


def test_what_is_resolved_is_asked_in_one_request(instance: FakeServiceNow) -> None:
    delivery = adapter(instance)
    ids = ["HD-4KM9XC-1", "HD-4KM9XC-2", "HD-4KM9XC-3"]
    for step in (1, 2):
        delivery.deliver(attempt(step))
    instance.incidents[1]["state"] = "6"
    instance.seen.clear()
    assert delivery.resolved(ids) == {ids[0]: False, ids[1]: True}
    assert instance.seen == [f"GET {TABLE}"]


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"status": 401, "body": "{}"}, PermanentError),
        ({"status": 404, "body": "{}"}, PermanentError),
        ({"status": 500}, TemporaryError),
        ({"status": 429, "headers": {"Retry-After": "7"}}, TemporaryError),
    ],
)
def test_a_state_that_is_not_told_is_an_error(
    instance: FakeServiceNow, trouble: dict[str, Any], kind: type[Exception]
) -> None:
    delivery = adapter(instance)
    instance.trouble(**trouble)
    with pytest.raises(kind) as raised:
        delivery.resolved(["HD-4KM9XC-1"])
    if trouble["status"] == 429:
        assert isinstance(raised.value, TemporaryError)
        assert raised.value.retry_after == 7


def test_an_instance_that_cannot_search_by_the_id_resolves_nothing(
    instance: FakeServiceNow,
) -> None:
    delivery = adapter(instance)
    delivery.deliver(attempt())
    instance.incidents[0] |= {"state": "6", "correlation_id": "somebody else's"}
    # It leaves the condition out: any record comes.
    strange = adapter(instance, field_map={"correlation_id": "u_unknown"})
    assert strange.resolved(["HD-4KM9XC-1"]) == {}
