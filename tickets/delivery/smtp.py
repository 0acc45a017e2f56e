"""Hand-over by mail: to the people of the document, or to the Service Desk's own address."""

import logging
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Literal, get_args

from tickets.delivery.port import Delivered, DeliveryError, Parcel, PermanentError, TemporaryError
from tickets.document import Document, Person, Recipient
from tickets.mail import ADDRESS, mailbox, message, reachable, test_message

logger = logging.getLogger(__name__)

Refused = dict[str, tuple[int, bytes]]
Security = Literal["none", "starttls", "tls"]
LONGEST_ANSWER = 200


@dataclass(frozen=True)
class SmtpSettings:
    """The mail server and who writes; `service_desk` gets what names nobody else."""

    host: str
    sender: str
    port: int = 587
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 15.0
    service_desk: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError with a line for each fault."""
        if faults := list(self._faults()):
            raise ValueError("\n".join(faults))

    def _faults(self) -> Iterator[str]:
        """Each fault, with the name of its setting and the remedy."""
        if not self.host:
            yield "SMTP_HOST is empty: name the mail server"
        try:
            mailbox(self.sender)
        except ValueError as error:
            yield (
                f"SMTP_SENDER: {error}"
                if self.sender
                else (
                    "SMTP_SENDER is empty: write the address that mails come from, like "
                    "helpdesk@example.gov"
                )
            )
        if self.service_desk and not ADDRESS.fullmatch(self.service_desk):
            yield f"Service Desk address {self.service_desk!r} is no mail address"
        if self.security not in get_args(Security):
            yield f"SMTP_SECURITY={self.security}: use none, starttls or tls"
        if self.host and self.security == "none" and not _is_loopback(self.host):
            yield (
                f"SMTP_SECURITY=none would send people's data to {self.host} in the clear: "
                "use starttls or tls; none is for this machine alone"
            )
        if self.password and not self.username:
            yield "SMTP_USERNAME is empty, but there is a password: give both or neither"
        for name, value in (("SMTP_USERNAME", self.username), ("SMTP_PASSWORD", self.password)):
            if not value.isascii():
                yield f"{name} must be ASCII: ask for another one"


class SmtpHandOver:
    """One mail for each parcel; the Message-ID is the same at every attempt."""

    name = "smtp"

    def __init__(self, settings: SmtpSettings, context: ssl.SSLContext | None = None) -> None:
        self.settings = settings
        self.context = context or ssl.create_default_context()
        self.server = f"Mail server {settings.host}:{settings.port}"

    def deliver(self, parcel: Parcel) -> Delivered:
        """Send it; the mail server's acceptance is the delivery."""
        document = self._addressed(parcel.document)
        sender = mailbox(self.settings.sender)
        message_id = f"<{parcel.correlation_id}@{sender.domain}>"
        try:
            mail = message(document, sender=self.settings.sender, message_id=message_id)
        except ValueError as error:
            raise PermanentError(f"{document.reference} makes no mail: {error}") from error
        to = [person.email for person in document.to]
        if refused := self._send(mail, sender, to):
            codes = sorted({code for code, _ in refused.values()})
            logger.warning(
                "%s by smtp: %d of %d recipients refused (%s), delivered to the others",
                *(parcel.correlation_id, len(refused), len(to), codes),
            )
        return Delivered(submitted=document.recipient is Recipient.SERVICE_DESK)

    def test(self, address: str) -> None:
        """Send a short mail to the address, as deliveries are sent. Raises DeliveryError."""
        sender = mailbox(self.settings.sender)
        self._send(test_message(sender, mailbox(address)), sender, [mailbox(address).addr_spec])

    def _send(self, mail: EmailMessage, sender: Address, to: list[str]) -> Refused:
        """Those of the recipients that were refused, with the server's answers."""
        try:
            with self._session() as session:
                return session.send_message(mail, sender.addr_spec, to)
        except (OSError, UnicodeError) as error:  # smtplib's errors are OSErrors
            raise self._failure(error) from error

    def _addressed(self, document: Document) -> Document:
        people = reachable(document.to)
        if not people and document.recipient is Recipient.SERVICE_DESK:
            people = reachable([Person(name="", email=self.settings.service_desk)])
        if not people:
            raise PermanentError(
                f"{document.reference} names nobody to send to: none of its {len(document.to)} "
                "people has a mail address. Add the address in the contact registry, or set the "
                "Service Desk's address, and retry."
            )
        return document.model_copy(update={"to": people})

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        session = self._connected()
        try:
            if self.settings.security == "starttls":
                session.starttls(context=self.context)
            if self.settings.username:
                session.login(self.settings.username, self.settings.password)
            yield session
            # The mail is accepted: a server that fails to say goodbye must not get it again.
            with suppress(OSError):
                session.quit()
        finally:
            session.close()

    def _connected(self) -> smtplib.SMTP:
        settings = self.settings
        if settings.security == "tls":
            return smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.timeout, context=self.context
            )
        return smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)

    def _failure(self, error: Exception) -> DeliveryError:
        match error:
            case smtplib.SMTPRecipientsRefused():
                return self._refused(list(error.recipients.values()))
            case smtplib.SMTPResponseException():
                return self._answered(error)
            case ssl.SSLCertVerificationError():
                return PermanentError(
                    f"{self.server}: its certificate is not trusted ({error.verify_message}): add "
                    "the authority that issued it to the system's, or correct the host name."
                )
            case smtplib.SMTPServerDisconnected():
                pass
            case smtplib.SMTPException() | UnicodeError():
                return PermanentError(
                    f"{self.server}: {error} Check the SMTP settings: host, security, user name."
                )
        return TemporaryError(f"{self.server} cannot be reached: {error}")

    def _refused(self, answers: list[tuple[int, bytes]]) -> DeliveryError:
        code, answer = next((one for one in answers if _passing(one[0])), answers[0])
        said = f"{self.server} refused every recipient: {code} {_shown(answer)}"
        if _passing(code):
            return TemporaryError(said)
        return PermanentError(f"{said}. Correct the addresses in the contact registry and retry.")

    def _answered(self, error: smtplib.SMTPResponseException) -> DeliveryError:
        said = f"{self.server} answered {error.smtp_code} {_shown(error.smtp_error)}"
        if _passing(error.smtp_code) or error.smtp_code < 0:
            return TemporaryError(said)
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return PermanentError(
                f"{said}. Check the SMTP user name and password, and that the account may send."
            )
        return PermanentError(f"{said}. Ask who runs the mail server, then retry.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _passing(code: int) -> bool:
    return 400 <= code < 500


def _shown(answer: bytes | str) -> str:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    # Servers repeat addresses, which are nobody's business in a log.
    return re.sub(r"\S+@\S+", "(address)", " ".join(said.split()))[:LONGEST_ANSWER]
