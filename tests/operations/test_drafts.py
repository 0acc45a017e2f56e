"""`helpdesk drafts`: what the Service Desk sees of draft tickets, and does with their hand-over."""

import csv
import datetime as dt
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.operations.cli.app import app
from bot.operations.supervisor.prepare import prepare_registry, prepare_store
from common.clock import Clock
from common.database import Database
from common.settings import SharedSettings, load_settings
from contacts.registry import ContactRegistry
from faq_kb.knowledge import KnowledgeBase
from tests.support.drafts import untouched_since
from tests.support.mail import Handler, parsed, running_mail_server
from tickets.authority import authority
from tickets.composing import Destination, compose, contacts, procedure_version, service_desk
from tickets.delivery.adapter import DeliveryAttempt, DeliveryResult, HoldingAdapter
from tickets.draft import Draft, Status
from tickets.events import EventType
from tickets.fields import fields_of
from tickets.service import Tickets
from tickets.snapshot import Recipient, RequestSnapshot

FILE = "drafts.db"
ENTRY = "vpn_access"
CONTACT = "elder.bellfounder@example.gov"  # of the sample registry
UNKNOWN = "HD-222222"
FORMULA = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(autouse=True)
def _outbox_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / FILE}")
    monkeypatch.setenv("HANDOVER", "outbox")


class Office:
    """Requesters who make drafts as the assistant does."""

    def __init__(self, database: Database, knowledge: KnowledgeBase) -> None:
        self.tickets = Tickets(database)
        self.knowledge = knowledge
        self.procedure = knowledge.procedures[ENTRY]
        self.items = fields_of(ENTRY, self.procedure)
        self.registry = ContactRegistry(database, Clock("America/New_York"))

    def started(self, owner: str = "user:sam@example.gov", **fields: str) -> Draft:
        """A draft that is being filled in."""
        usual = {
            "requester_name": "Sam Sample",
            "agency": "Auditor of Public Accounts",
            "phone": "502-555-0142",
        }
        return self.tickets.start(
            Draft(
                reference="",
                entry=ENTRY,
                procedure_version=procedure_version(self.procedure),
                owner=owner,
                conversation="c1",
                fields=usual | fields,
                email="sam@example.gov",
            )
        )

    def handed(self, draft: Draft, recipient: Recipient = Recipient.SERVICE_DESK) -> Draft:
        """The draft, confirmed and on its way."""
        people = authority(self.procedure, self.registry, draft.agency, draft.email).people
        address = contacts(draft, self.knowledge, people)
        if recipient is Recipient.SERVICE_DESK:
            address = service_desk(ENTRY, self.knowledge)

        def confirm(current: Draft) -> None:
            current.authorized = people
            current.move(Status.HANDED_OVER, EventType.HANDED_OVER, "requester")

        snapshot = compose(draft, self.items, self.knowledge, address)
        return self.tickets.hand_over(draft.reference, confirm, None, snapshot)


@pytest.fixture(scope="session")
def prepared(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the knowledge base and the sample registry."""
    file = tmp_path_factory.mktemp("prepared") / "helpdesk.db"
    settings = SharedSettings(database_url=f"sqlite:///{file}")
    prepare_store(settings, by="Pat")
    prepare_registry(settings)
    return file


@pytest.fixture
def office(prepared: Path, knowledge: KnowledgeBase, tmp_path: Path) -> Iterator[Office]:
    """The database of the settings, prepared."""
    shutil.copy(prepared, tmp_path / FILE)
    database = Database(load_settings(SharedSettings).database_url)
    yield Office(database, knowledge)
    database.close()


def run(*words: object, answer: str = "") -> Result:
    done = CliRunner().invoke(app, ["drafts", *map(str, words)], input=answer)
    # Anything else than an exit would be a stack trace.
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def call(*words: object, answer: str = "") -> str:
    done = run(*words, answer=answer)
    assert done.exit_code == 0, done.output
    return done.output


def data(*words: object) -> Any:
    done = run(*words, *(() if words[0] == "export" else ("--json",)))
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(*words: object) -> str:
    done = run(*words)
    assert done.exit_code == 1, done.output
    return done.stderr


def sheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def by_mail(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    given = {"HANDOVER": "smtp", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": port}
    given |= {"SMTP_SECURITY": "none", "SMTP_SENDER": "help@example.gov"}
    for name, value in given.items():
        monkeypatch.setenv(name, str(value))


def give_up(monkeypatch: pytest.MonkeyPatch) -> Result:
    """Deliver to a mail server that refuses; back to the outbox afterwards."""
    handler = Handler()
    handler.on_mail = "550 we do not like you"
    with running_mail_server(handler) as server, monkeypatch.context() as meanwhile:
        by_mail(meanwhile, server.port)
        return run("deliver")


def test_an_empty_database_is_said_so() -> None:
    assert "There are no drafts" in call("list")
    assert data("list") == []
    assert "0 tried, 0 delivered" in call("deliver")
    assert "Nothing is given up" in call("retry", "--all")
    for form in ("json", "csv"):
        assert "Nothing to export: no request is confirmed" in call("export", "--format", form)
    assert "no request is held here" in call("export", "--held")
    assert data("export") == []


def test_list_says_where_every_draft_and_its_hand_over_stands(office: Office) -> None:
    begun = office.started()
    sent = office.handed(office.started(), Recipient.CONTACTS)
    said = call("list")
    assert "saved" in said
    assert "handed over" not in said
    assert "waiting (contacts)" in said
    assert "VPN" in said
    assert "Sam Sample, Auditor of Public Accounts" in said
    assert [row["reference"] for row in data("list")] == [sent.reference, begun.reference]
    (row,) = data("list", "--status", "collecting")
    assert (row["reference"], row["outbox"]) == (begun.reference, [])
    both = data("list", "--status", "collecting", "--status", "handed_over", "--entry", ENTRY)
    assert len(both) == 2
    assert both[0]["outbox"] == [{"recipient": "contacts", "state": "waiting"}]
    assert data("list", "--entry", "webmail") == []
    assert "No draft matches" in call("list", "--entry", "webmail")
    assert "no such procedure; there are: " in refused("list", "--entry", "coffee")


def test_show_has_everything(office: Office) -> None:
    draft = office.handed(office.started(employee="Robin Reed"), Recipient.CONTACTS)
    found = data("show", draft.reference)
    assert {line["field"]: line["value"] for line in found["fields"]}["employee"] == "Robin Reed"
    assert [line["field"] for line in found["missing"]] == [
        "it_role",
        "billing_number",
        "completed_form",
    ]
    assert [person["email"] for person in found["authorized"]] == [CONTACT]
    assert [(line["version"], line["type"], line["field"]) for line in found["log"]] == [
        (1, "started", ""),
        (1, "taken", "requester_name"),
        (1, "taken", "agency"),
        (1, "taken", "phone"),
        (1, "taken", "employee"),
        (2, "handed_over", ""),
    ]
    (outbox_message,) = found["outbox"]
    assert (outbox_message["state"], outbox_message["attempts"], outbox_message["last_error"]) == (
        "waiting",
        0,
        "",
    )
    assert outbox_message["next_attempt"].endswith("Z")
    assert found["updated"].endswith("Z")
    said = call("show", draft.reference.lower().replace("-", " "))
    for word in ("Robin Reed", "Elder Bellfounder", "billing_number", "handed_over", "waiting"):
        assert word in said


def test_what_people_type_is_neither_markup_nor_steers_the_terminal(office: Office) -> None:
    draft = office.started(employee="[/red]\x1b[2J[bold]\nsecond line", requester_name="[/]Sam")
    for said in (call("show", draft.reference), call("list")):
        assert "\x1b" not in said
        assert "[/]Sam" in said
    assert "[/red][2J[bold]" in call("show", draft.reference)


def test_a_removed_procedure_takes_nothing_away(office: Office, knowledge: KnowledgeBase) -> None:
    draft = office.started()
    office.tickets.change(draft.reference, lambda current: setattr(current, "entry", "gone"))
    assert "Sam Sample" in call("show", draft.reference)
    (row,) = data("list", "--entry", "gone")
    assert row["title"] == "gone"
    (one,) = data("export", draft.reference)
    assert {line["key"] for line in one["fields"]} == {"requester_name", "agency", "phone"}


def test_export_writes_confirmed_requests_only(office: Office) -> None:
    begun = office.started(employee="Robin Reed")
    sent = office.handed(office.started())
    withdrawn = office.handed(office.started())
    office.tickets.withdraw(withdrawn.reference, "requester")
    (one,) = data("export")
    assert (one["reference"], one["confirmed"], one["outbox"]) == (sent.reference, True, "waiting")
    assert one["to"][0]["email"] == "CommonwealthServiceDesk@ky.gov"
    (draft,) = data("export", begun.reference)
    assert (draft["confirmed"], draft["status"]) == (False, "collecting")
    assert {line["key"]: line["value"] for line in draft["fields"]}["employee"] == "Robin Reed"
    assert not data("export", withdrawn.reference)[0]["confirmed"]
    said = refused("export", begun.reference, "--format", "csv")
    assert f"{begun.reference} is collecting" in said
    assert "--format json" in said


def test_only_the_newest_hand_over_counts(office: Office) -> None:
    draft = office.handed(office.started(), Recipient.CONTACTS)
    assert "1 tried, 0 delivered, 1 held, 0 failed" in call("deliver")
    assert [one["recipient"] for one in data("export", "--held")] == ["contacts"]
    office.handed(draft)
    assert [one["recipient"] for one in data("export")] == ["service_desk"]
    assert data("export", "--held") == []
    call("deliver")
    assert [one["recipient"] for one in data("export", "--held")] == ["service_desk"]


def test_additions_are_exported_with_the_request_as_it_is_now(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    draft = office.handed(office.started(employee="Al Lee"))

    def rewrite(current: Draft, sent: RequestSnapshot) -> RequestSnapshot:
        place = Destination(sent.recipient, sent.to)
        return compose(current, office.items, office.knowledge, place)

    def add(**values: str) -> None:
        office.tickets.add(draft.reference, values, "requester", rewrite)

    def added(request: Any) -> list[list[str]]:
        return [[line["value"] for line in one["fields"]] for one in request["additions"]]

    add(employee="Zoë Müller")
    (kept,) = data("export")
    assert added(kept) == [], "it has not left"
    handler = Handler()
    with running_mail_server(handler) as server, monkeypatch.context() as meanwhile:
        by_mail(meanwhile, server.port)
        call("deliver")
        add(billing_number="12345")
        call("deliver")
        first, second = handler.mails
    assert second["In-Reply-To"] == first["Message-ID"]
    (sent,) = data("export")
    assert added(sent) == [["12345"]]
    assert {line["key"]: line["value"] for line in sent["fields"]}["employee"] == "Zoë Müller"
    (row,) = sheet(call("export", "--format", "csv"))
    assert (row["employee"], row["billing_number"]) == ("Zoë Müller", "12345")
    call("export", "--format", "eml", "--output", tmp_path / "mails")
    mail = parsed((tmp_path / "mails" / f"{draft.reference}.eml").read_bytes())
    assert "Zoë Müller" in mail.get_content(), "the whole request"


def test_an_export_says_who_is_not_known(office: Office, tmp_path: Path) -> None:
    unknown = office.handed(office.started("visitor:1"))
    known = office.handed(office.started())
    begun = office.started("visitor:1")
    marks = {
        unknown.reference: "not signed in; identity not verified",
        known.reference: "signed in",
    }
    rows = sheet(call("export", "--format", "csv"))
    assert {row["reference"]: row["identity"] for row in rows} == marks
    assert {one["reference"]: one["identity"] for one in data("export")} == marks
    (one,) = data("export", begun.reference)
    assert (one["identity"], one["signed_in"]) == (marks[unknown.reference], False)
    call("export", "--format", "eml", "--output", tmp_path)
    assert marks[unknown.reference].encode() in (tmp_path / f"{unknown.reference}.eml").read_bytes()


def test_people_read_the_time_of_the_office_and_programs_utc(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in the hour that comes twice, and where the day is another one."""
    draft = office.started()
    for moment, shown in (
        ("2026-11-01T05:30:00", "2026-11-01 01:30 EDT"),
        ("2026-11-01T06:30:00", "2026-11-01 01:30 EST"),
        ("2026-12-01T01:30:00", "2026-11-30 20:30 EST"),
    ):
        updated = dt.datetime.fromisoformat(f"{moment}+00:00")
        untouched_since(office.tickets.database, draft.reference, updated)
        assert shown in call("show", draft.reference)
        assert data("show", draft.reference)["updated"] == f"{moment}Z"
    monkeypatch.setenv("TIME_ZONE", "America/Chicago")
    assert "2026-11-30 19:30 CST" in call("show", draft.reference)


@pytest.mark.parametrize("start", "=+-@\t\r")
def test_no_cell_is_a_formula(office: Office, start: str, tmp_path: Path) -> None:
    office.handed(office.started(employee=start + FORMULA, requester_name='Ann, "Al"\nLee'))
    (row,) = sheet(call("export", "--format", "csv"))
    assert row["employee"] == f"'{start}{FORMULA}"
    assert row["requester_name"] == 'Ann, "Al"\nLee'
    file = tmp_path / "requests.csv"
    assert f"1 written to {file}" in call("export", "--format", "csv", "--output", file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert sheet(file.read_bytes().decode("utf-8-sig")) == [row]
    assert [path.name for path in tmp_path.glob("*requests*")] == [file.name]


def test_every_item_has_a_column(office: Office) -> None:
    office.handed(office.started(employee="Robin Reed"))
    office.handed(office.started(billing_number="123"))
    rows = sheet(call("export", "--format", "csv"))
    assert [(row["employee"], row["billing_number"]) for row in rows] == [
        ("", "123"),
        ("Robin Reed", ""),
    ]
    assert {item.key for item in office.items} <= set(rows[0])
    assert rows[0]["to"] == "CommonwealthServiceDesk@ky.gov"


def test_mail_drafts_parse(office: Office, tmp_path: Path) -> None:
    drafts = [office.handed(office.started(employee=name)) for name in ("Zoë Müller", "Al Lee")]
    folder = tmp_path / "new" / "mails"
    call("export", "--format", "eml", "--output", folder)
    assert {path.name for path in folder.iterdir()} == {
        f"{draft.reference}.eml" for draft in drafts
    }
    mail = parsed((folder / f"{drafts[0].reference}.eml").read_bytes())
    assert mail["X-Unsent"] == "1"
    assert drafts[0].reference in mail["Subject"]
    assert "Zoë Müller" in mail.get_content()


def test_json_goes_into_a_file(office: Office, tmp_path: Path) -> None:
    office.handed(office.started(employee="Zoë"))
    file = tmp_path / "requests.json"
    call("export", "--output", file)
    assert json.loads(file.read_text("utf-8")) == data("export")


def test_what_is_given_up_is_shown_retried_and_delivered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = office.handed(office.started())
    done = give_up(monkeypatch)
    assert done.exit_code == 1
    assert "1 tried, 0 delivered, 0 held, 1 failed" in done.stdout
    assert f"given up: {draft.reference}" in done.stderr
    assert "550 we do not like you" in done.stderr
    assert "Traceback" not in done.output
    assert "FAILED (service desk)" in call("list")
    (outbox_message,) = data("show", draft.reference)["outbox"]
    assert (outbox_message["state"], outbox_message["adapter"]) == ("failed", "smtp")
    assert "550 we do not like you" in outbox_message["last_error"]
    assert outbox_message["next_attempt"] is None
    assert refused("deliver").startswith(f"error: given up: {draft.reference}")
    assert f"{draft.reference}-2 (service desk) waits again" in call("retry", draft.reference)
    assert "1 tried, 0 delivered, 1 held, 0 failed" in call("deliver")
    found = data("show", draft.reference)
    assert found["outbox"][0]["state"] == "held"
    last = [(line["type"], line["by"]) for line in found["log"][-3:]]
    assert last == [
        ("not_delivered", "delivery"),
        ("retried", "service_desk"),
        ("held", "delivery"),
    ]
    assert f"{draft.reference} is not given up" in refused("retry", draft.reference)


def test_retry_takes_all_of_them_or_none(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = office.handed(office.started()), office.handed(office.started())
    give_up(monkeypatch)
    begun = office.started()
    assert begun.reference in refused("retry", first.reference, begun.reference)
    assert [row["outbox"][0]["state"] for row in data("list", "--status", "handed_over")] == [
        "failed",
        "failed",
    ]
    said = call("retry", "--all")
    assert first.reference in said
    assert second.reference in said
    assert "2 tried, 0 delivered, 2 held" in call("deliver")


def test_mail_is_delivered_and_what_cannot_be_yet_waits(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = office.handed(office.started())
    handler = Handler()
    handler.on_mail = "451 later"
    with running_mail_server(handler) as server:
        by_mail(monkeypatch, server.port)
        counts = {"tried": 1, "delivered": 0, "held": 0, "failed": 1}
        assert data("deliver") == {**counts, "given_up": []}
        (outbox_message,) = data("show", draft.reference)["outbox"]
        assert (outbox_message["state"], outbox_message["attempts"]) == ("waiting", 1)
        handler.on_mail = "250 OK"
        office.handed(office.started())
        assert data("deliver")["delivered"] == 1
    assert len(handler.mails) == 1
    assert len(data("list", "--status", "submitted")) == 1


def test_a_fault_of_ours_shows_no_trace(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: HoldingAdapter, outbox_message: DeliveryAttempt) -> DeliveryResult:
        raise RuntimeError("nobody thought of this")

    draft = office.handed(office.started())
    monkeypatch.setattr(HoldingAdapter, "deliver", broken)
    done = run("deliver")
    assert "1 failed" in done.stdout
    (outcome,) = done.stderr.splitlines()
    assert "nobody thought" not in outcome  # it may be what people typed
    assert outcome.startswith(f"{draft.reference}-2 by outbox, attempt 1: unexpected RuntimeError")


def test_withdraw_asks_first(office: Office) -> None:
    draft = office.handed(office.started())
    assert run("withdraw", draft.reference, answer="n\n").exit_code == 1
    assert data("show", draft.reference)["status"] == "handed_over"
    assert "is withdrawn" in call("withdraw", draft.reference, answer="y\n")
    found = data("show", draft.reference)
    assert (found["status"], found["outbox"][0]["state"]) == ("withdrawn", "cancelled")
    assert found["log"][-1]["by"] == "service_desk"
    assert data("export") == []
    said = refused("withdraw", draft.reference)
    assert "is withdrawn and cannot become withdrawn" in said
    assert said.count("\n") == 1


def test_withdrawing_what_has_arrived_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = office.handed(office.started(), Recipient.CONTACTS)
    with running_mail_server(Handler()) as server:
        by_mail(monkeypatch, server.port)
        call("deliver")
    assert "already reached contacts" in call("withdraw", draft.reference, "--yes")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", UNKNOWN), f"{UNKNOWN}: no such draft: `helpdesk drafts list`"),
        (("export", UNKNOWN), "no such draft"),
        (("retry", UNKNOWN), "no such draft"),
        (("withdraw", UNKNOWN, "--yes"), "no such draft"),
        (("show", "HD-4KM9X3"), "HD-4KM9X3: no reference; they look like"),
        (("show", UNKNOWN, "nonsense"), "nonsense: no reference"),
        (("show", UNKNOWN, "HD-333334"), "HD-333334: no reference"),
        (("retry",), "--all"),
        (("retry", UNKNOWN, "--all"), "--all"),
        (("export", "--format", "eml"), "name a folder"),
        (("export", "--output", "/nowhere/at/all.json"), "an existing folder"),
        (("export", "--output", "."), "name a file"),
    ],
)
def test_wrong_words_get_the_remedy(words: tuple[str, ...], message: str) -> None:
    said = refused(*words)
    assert said.startswith("error: ")
    assert message in said
    assert said.count("\n") == 1
