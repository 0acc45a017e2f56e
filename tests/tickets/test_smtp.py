"""Hand-over by mail, against a real mail server that accepts, delays, refuses or says nothing."""

import logging
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.mail import (
    Handler,
    certificate,
    running_mail_server,
    server_context,
    silent_server,
    snapshot,
)
from tickets.delivery.adapter import (
    DeliveryAdapter,
    DeliveryAttempt,
    DeliveryResult,
    HoldingAdapter,
    PermanentError,
    TemporaryError,
)
from tickets.delivery.smtp import SmtpAdapter, SmtpSettings
from tickets.snapshot import Correspondent, Recipient, RequestSnapshot

DESK = "desk@example.gov"
BOTH = ["zoe@example.gov", "al@example.gov"]


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that no authority has issued."""
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def handler() -> Handler:
    """What the server does."""
    return Handler()


@pytest.fixture
def port(handler: Handler) -> Iterator[int]:
    """A server that takes everything."""
    with running_mail_server(handler) as server:
        yield server.port


def settings(port: int, **given: Any) -> SmtpSettings:
    usual = {"sender": "Help Desk <help@example.gov>", "security": "none"}
    return SmtpSettings(**{"host": "127.0.0.1", "port": port, **usual, **given})


def attempt(of: RequestSnapshot | None = None, attempt: int = 1) -> DeliveryAttempt:
    return DeliveryAttempt("HD-4KM9XC-1", of or snapshot(), attempt)


def deliver(port: int, of: RequestSnapshot | None = None, **given: Any) -> DeliveryResult:
    adapter: DeliveryAdapter = SmtpAdapter(settings(port, **given))
    return adapter.deliver(attempt(of))


def test_to_the_contacts(port: int, handler: Handler) -> None:
    assert deliver(port) == DeliveryResult(submitted=False)
    (envelope,) = handler.box
    assert (envelope.mail_from, envelope.rcpt_tos) == ("help@example.gov", BOTH)
    (mail,) = handler.mails
    assert mail["Message-ID"] == "<HD-4KM9XC-1@example.gov>"
    assert mail["Subject"] == "[HD-4KM9XC] Request: VPN access"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_same_mail_again_is_recognizable(port: int, handler: Handler) -> None:
    adapter = SmtpAdapter(settings(port))
    for number in (1, 2):
        adapter.deliver(attempt(attempt=number))
    first, second = handler.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_to_the_service_desk(port: int, handler: Handler) -> None:
    of = snapshot(
        recipient=Recipient.SERVICE_DESK, to=(Correspondent(name="Service Desk", email=DESK),)
    )
    assert deliver(port, of) == DeliveryResult(submitted=True)
    assert handler.box[0].rcpt_tos == [DESK]


@pytest.mark.parametrize(
    "of",
    [
        snapshot(to=()),
        snapshot(
            to=(Correspondent(name="Ann"), Correspondent(name="Ben", email="ben at example.gov"))
        ),
    ],
)
def test_nobody_to_send_to(of: RequestSnapshot) -> None:
    with pytest.raises(PermanentError, match="HD-4KM9XC names nobody to send to"):
        deliver(1, of)


@pytest.mark.parametrize("where", ["on_mail", "on_data"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 Try later, al@example.gov", TemporaryError), ("554 No, al@example.gov", PermanentError)],
)
def test_a_server_that_does_not_take_it(
    port: int, handler: Handler, where: str, answer: str, error: type[Exception]
) -> None:
    setattr(handler, where, answer)
    with pytest.raises(error, match=rf"answered {answer[:3]} .*\(address\)") as caught:
        deliver(port)
    assert "@" not in str(caught.value)


@pytest.mark.parametrize(
    ("first", "second", "error"),
    [
        ("550 Unknown", "550 Unknown", PermanentError),
        # Greylisting: somebody would take it later, and nobody has it yet.
        ("450 Later", "550 Unknown", TemporaryError),
        ("421 DraftOutcome", "250 OK", TemporaryError),
    ],
)
def test_recipients_refused(
    port: int, handler: Handler, first: str, second: str, error: type[Exception]
) -> None:
    handler.on_recipient = dict(zip(BOTH, (first, second), strict=True))
    with pytest.raises(error, match="refused every recipient"):
        deliver(port)
    assert not handler.box


def test_some_recipients_refused(
    port: int, handler: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    handler.on_recipient = {BOTH[0]: "550 Unknown"}
    with caplog.at_level(logging.WARNING, "tickets"):
        assert deliver(port) == DeliveryResult(refused=frozenset({BOTH[0]}))
    assert handler.box[0].rcpt_tos == BOTH[1:]
    assert "1 of 2 recipients refused ([550])" in caplog.text
    assert "@" not in caplog.text


@pytest.mark.parametrize("goodbye", ["451 Not yet", ""], ids=["refused", "broken connection"])
def test_a_failed_goodbye_is_no_failure(port: int, handler: Handler, goodbye: str) -> None:
    handler.on_quit = goodbye
    assert deliver(port) == DeliveryResult()
    assert len(handler.box) == 1


def test_an_account(handler: Handler, pem: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(pem))
    options = {"tls_context": server_context(pem), "auth_required": True}

    def send(**account: str) -> None:
        secure = settings(server.port, security="starttls", **account)
        SmtpAdapter(secure, trusting).deliver(attempt())

    with running_mail_server(handler, **options) as server:
        send(username="helpdesk", password="right")
        assert len(handler.box) == 1
        with pytest.raises(PermanentError, match=r"535 .*Check the SMTP user name") as caught:
            send(username="helpdesk", password="wr0ng")
        assert "wr0ng" not in str(caught.value)
        with pytest.raises(PermanentError, match="530"):
            send()
    assert len(handler.box) == 1


def test_starttls(handler: Handler, pem: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(pem))
    options = {"tls_context": server_context(pem), "require_starttls": True}
    with running_mail_server(handler, **options) as server:
        secure = settings(server.port, security="starttls")
        SmtpAdapter(secure, trusting).deliver(attempt())
        assert len(handler.box) == 1
        with pytest.raises(PermanentError, match="certificate is not trusted"):
            SmtpAdapter(secure).deliver(attempt())
        with pytest.raises(PermanentError, match="530"):
            deliver(server.port)
    assert len(handler.box) == 1


def test_tls_from_the_start(handler: Handler, pem: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(pem))
    with running_mail_server(handler, ssl_context=server_context(pem)) as server:
        secure = settings(server.port, security="tls")
        SmtpAdapter(secure, trusting).deliver(attempt())
        with pytest.raises(PermanentError, match="certificate is not trusted"):
            SmtpAdapter(secure).deliver(attempt())
    assert len(handler.box) == 1


def test_a_server_without_starttls_gets_nothing(port: int, handler: Handler) -> None:
    with pytest.raises(PermanentError, match=r"STARTTLS .*Check the SMTP settings"):
        deliver(port, security="starttls")
    assert not handler.box


def test_a_server_that_says_nothing() -> None:
    with silent_server() as port, pytest.raises(TemporaryError, match="cannot be reached"):
        deliver(port, timeout=0.05)


def test_nobody_listens() -> None:
    with silent_server() as port:
        pass
    with pytest.raises(TemporaryError, match=f"Mail server 127.0.0.1:{port} cannot be reached"):
        deliver(port)


def test_a_host_that_cannot_be() -> None:
    with pytest.raises(PermanentError, match="Check the SMTP settings"):
        deliver(25, host="mail..example", security="starttls")


def test_an_id_that_cannot_be() -> None:
    with pytest.raises(PermanentError, match="no Message-ID"):
        SmtpAdapter(settings(1)).deliver(DeliveryAttempt("a>\r\nBcc: b", snapshot(), 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sender": "help"}, "no mail address"),
        ({"username": "u", "host": "mail.example.gov"}, "in the clear"),
        ({"username": "u", "password": "pä55"}, "must be ASCII"),
    ],
)
def test_settings_that_cannot_work(wrong: dict[str, str], said: str) -> None:
    faults = " ".join(problem for _, problem in settings(25, **wrong).faults())
    assert said in faults
    assert "pä55" not in faults


def test_the_password_is_not_shown() -> None:
    assert "s3cret" not in repr(settings(25, username="u", password="s3cret"))


def test_nothing_leaves_where_it_is_kept() -> None:
    adapter: DeliveryAdapter = HoldingAdapter()
    assert adapter.name == "outbox"
    assert adapter.deliver(attempt()) == DeliveryResult(held=True)


def test_every_fault_of_the_settings_is_named_at_once() -> None:
    faults = list(SmtpSettings(host="", sender="", password="s\u00e9cret").faults())
    assert [field for field, _ in faults] == ["host", "sender", "username", "password"]
    assert "s\u00e9cret" not in str(faults)


@pytest.mark.parametrize(
    ("host", "refused"),
    [("mail.example.gov", True), ("192.0.2.7", True), ("127.0.0.2", False), ("::1", False)],
)
def test_nothing_goes_to_another_machine_in_the_clear(host: str, refused: bool) -> None:
    faults = dict(settings(25, host=host).faults())
    assert ("security" in faults) == refused
