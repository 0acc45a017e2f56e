"""Delivery by mail, to the people whom the request names."""

import logging
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from common.addresses import is_loopback
from common.settings import ComponentSettings, Fault
from common.settings.values import Port, Seconds
from tickets.delivery.adapter import (
    DeliveryAttempt,
    DeliveryError,
    DeliveryResult,
    PermanentError,
    TemporaryError,
)
from tickets.mail import mailbox, message, reachable, test_message
from tickets.snapshot import Recipient, RequestSnapshot

logger = logging.getLogger(__name__)

Refused = dict[str, tuple[int, bytes]]
LONGEST_ANSWER = 200


class SmtpSettings(ComponentSettings):
    """The mail server and who writes."""

    model_config = SettingsConfigDict(env_prefix="SMTP_")

    host: str = ""
    port: Port = 587
    security: Literal["none", "starttls", "tls"] = "starttls"
    sender: str = ""
    username: str = ""
    password: SecretStr = SecretStr("")
    timeout: Seconds = 15.0

    def faults(self) -> Iterator[Fault]:
        """What is missing for mails to leave, and what would not be safe."""
        if not self.host:
            yield "host", "is empty: name the mail server"
        if not self.sender:
            yield "sender", "is empty: write the address that mails come from"
        else:
            try:
                mailbox(self.sender)
            except ValueError as error:
                yield "sender", str(error)
        if self.host and self.security == "none" and not is_loopback(self.host):
            yield (
                "security",
                (
                    f"would send people's data to {self.host} in the clear: use starttls or tls; "
                    "none is for this machine alone"
                ),
            )
        password = self.password.get_secret_value()
        if password and not self.username:
            yield "username", "is empty, but there is a password: give both or neither"
        if not self.username.isascii():
            yield "username", "must be ASCII: ask for another one"
        if not password.isascii():
            yield "password", "must be ASCII: ask for another one"


class SmtpAdapter:
    """One mail for each attempt; the Message-ID is the same at every attempt."""

    name = "smtp"

    def __init__(self, settings: SmtpSettings, context: ssl.SSLContext | None = None) -> None:
        self.settings = settings
        self.context = context or ssl.create_default_context()
        self.server = f"Mail server {settings.host}:{settings.port}"

    def deliver(self, attempt: DeliveryAttempt) -> DeliveryResult:
        """Send it; the mail server's acceptance is the delivery."""
        snapshot = self._addressed(attempt.snapshot)
        sender = mailbox(self.settings.sender)
        message_id = f"<{attempt.correlation_id}@{sender.domain}>"
        try:
            mail = message(snapshot, sender=self.settings.sender, message_id=message_id)
        except ValueError as error:
            raise PermanentError(f"{snapshot.reference} makes no mail: {error}") from error
        to = [person.email for person in snapshot.to]
        refused = self._send(mail, sender, to)
        if refused:
            codes = sorted({code for code, _ in refused.values()})
            logger.warning(
                "%s by smtp: %d of %d recipients refused (%s), delivered to the others",
                *(attempt.correlation_id, len(refused), len(to), codes),
            )
        is_submitted = snapshot.recipient is Recipient.SERVICE_DESK
        return DeliveryResult(submitted=is_submitted, refused=frozenset(refused))

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

    def _addressed(self, snapshot: RequestSnapshot) -> RequestSnapshot:
        people = reachable(snapshot.to)
        if not people:
            raise PermanentError(
                f"{snapshot.reference} names nobody to send to: none of its {len(snapshot.to)} "
                "people has a mail address. Add the address in the contact registry and retry."
            )
        return snapshot.model_copy(update={"to": people})

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        session = self._connected()
        try:
            if self.settings.security == "starttls":
                session.starttls(context=self.context)
            if self.settings.username:
                session.login(self.settings.username, self.settings.password.get_secret_value())
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


def _passing(code: int) -> bool:
    return 400 <= code < 500


def _shown(answer: bytes | str) -> str:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    # Servers repeat addresses, which are nobody's business in a log.
    return re.sub(r"\S+@\S+", "(address)", " ".join(said.split()))[:LONGEST_ANSWER]
