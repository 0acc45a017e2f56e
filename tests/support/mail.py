"""A mail server on a port of the system's choice, a certificate of its own, and sample requests."""

import socket
import ssl
import subprocess
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tickets.snapshot import Correspondent, FieldValue, Recipient, RequestSnapshot

ACCOUNT = LoginPassword(b"helpdesk", b"right")


def snapshot(**given: Any) -> RequestSnapshot:
    """A request for contacts with one item missing; `given` replaces fields."""
    usual: dict[str, Any] = {
        "reference": "HD-4KM9XC",
        "entry": "vpn",
        "title": "VPN access",
        "recipient": Recipient.CONTACTS,
        "requester": Correspondent(
            name="Joe Ray", email="joe.ray@example.gov", phone="502 555 0100"
        ),
        "agency": "Department of Examples",
        "to": (
            Correspondent(name="Zoë Müller", email="zoe@example.gov", role="Technical contact"),
            Correspondent(name="Al Lee", email="al@example.gov", role="Security officer"),
        ),
        "submitters": "Technical contact or Security officer",
        "submit_to": (Correspondent(name="Service Desk", email="desk@example.gov"),),
        "fields": (
            FieldValue(key="user", label="User name", value="jray", required=True),
            FieldValue(key="start", label="Start date", value="", required=True),
            FieldValue(key="note", label="Note", value="", required=False),
        ),
        "approval": "The agency's security officer approves it.",
        "send_to": ("Commonwealth Service Desk: desk@example.gov",),
        "forms": ("F181 (staff)",),
        "steps": ("Fill in form F181.", "Send it."),
        "source": "https://example.gov/vpn, checked 2026-11-01",
        "link": "https://helpdesk.example.gov/HD-4KM9XC",
    }
    return RequestSnapshot(**{**usual, **given})


class Handler:
    """Keeps what arrives; answers as it is told to."""

    def __init__(self) -> None:
        self.box: list[Envelope] = []
        self.on_mail = self.on_data = "250 OK"
        self.on_quit = "221 Bye"
        self.on_recipient: Mapping[str, str] = {}

    async def handle_MAIL(  # noqa: N802  (the library's name, the library's arguments)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Who sends."""
        if self.on_mail.startswith("250"):
            envelope.mail_from = address
        return self.on_mail

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Each recipient has an answer of their own."""
        answer = self.on_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The mail itself."""
        if self.on_data.startswith("250"):
            self.box.append(envelope)
        return self.on_data

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Goodbye, or none: an empty answer breaks the connection."""
        if not self.on_quit:
            server.transport.abort()
        return self.on_quit or "221 Bye"

    @property
    def mails(self) -> list[EmailMessage]:
        """What has arrived, parsed."""
        return [parsed(envelope.original_content or b"") for envelope in self.box]


class MailServer(Controller):
    """aiosmtpd's server; it asks for a port, so it has to learn which one it got."""

    async def _listening(self) -> Any:
        server: Any = await super()._create_server()
        self.port = server.sockets[0].getsockname()[1]
        return server

    def _create_server(self) -> Awaitable[Any]:
        return self._listening()


def _check(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    return AuthResult(success=data == ACCOUNT, handled=False)


@contextmanager
def running_mail_server(handler: Handler, **options: Any) -> Iterator[MailServer]:
    """A server on the loopback; `options` are aiosmtpd's."""
    server = MailServer(handler, hostname="127.0.0.1", port=0, authenticator=_check, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has issued; the file holds its key, too."""
    file = folder / "server.pem"
    key, issued = folder / "key.pem", folder / "certificate.pem"
    kind = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    whose = "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    command = ["openssl", *kind.split(), *whose.split(), "-keyout", str(key), "-out", str(issued)]
    subprocess.run(command, check=True, capture_output=True)
    file.write_text(key.read_text() + issued.read_text())
    return file


def server_context(file: Path) -> ssl.SSLContext:
    """What a server with the certificate speaks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def parsed(raw: bytes) -> EmailMessage:
    """Read a mail back as its receiver does."""
    mail = message_from_bytes(raw, policy=SMTP_POLICY)
    assert isinstance(mail, EmailMessage)
    return mail
