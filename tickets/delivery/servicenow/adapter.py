"""The adapter: one record for each request, whatever happens on the way there."""

import datetime as dt
import logging
import ssl
import time
from collections.abc import Callable, Sequence

import httpx

from tickets import mail
from tickets.delivery.adapter import (
    DeliveryAttempt,
    DeliveryError,
    DeliveryResult,
    PermanentError,
    TemporaryError,
)
from tickets.delivery.http import cut
from tickets.delivery.servicenow.client import ServiceNowClient
from tickets.delivery.servicenow.oauth import ClientCredentials
from tickets.delivery.servicenow.records import RecordStatus, ServiceNowRecord, safe
from tickets.delivery.servicenow.settings import ServiceNowSettings
from tickets.snapshot import Recipient, RequestSnapshot

logger = logging.getLogger(__name__)

# Lengths of the fields of a task as ServiceNow ships it; the rest is in the attachment.
LONGEST_TITLE = 160
LONGEST_TEXT = 4_000
LONGEST_NOTE = 3_900  # room for the id
ATTACHMENT_ATTEMPTS = 3


class ServiceNowAdapter:
    """Creates records for the Service Desk, and reads back how they stand."""

    name = "servicenow"

    def __init__(
        self,
        settings: ServiceNowSettings,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.context = context or ssl.create_default_context()
        self.auth: httpx.Auth = (
            ClientCredentials(settings, clock)
            if settings.client_id
            else httpx.BasicAuth(settings.username, settings.password.get_secret_value())
        )

    def deliver(self, attempt: DeliveryAttempt) -> DeliveryResult:
        """Create the record, or find the one that an earlier attempt has created.

        What is added to a request becomes a note of its record, once, and so does its withdrawal.
        """
        snapshot = attempt.snapshot
        if snapshot.recipient is not Recipient.SERVICE_DESK:
            raise PermanentError(
                f"{snapshot.reference} is for {snapshot.recipient.value}: only requests for the "
                "Service Desk go to ServiceNow. Hand it over by mail, or keep it."
            )
        if snapshot.addition_to:
            return self._add(attempt)
        name = f"{safe(snapshot.reference)}.txt"
        with self._client() as client:
            known = (self.settings.fields["correlation_id"], safe(attempt.correlation_id))
            record = client.find(known) or client.create(self._fields(client, attempt))
            self._attach(client, record, name, attempt)
        return DeliveryResult(number=record.number, submitted=True)

    def _add(self, attempt: DeliveryAttempt) -> DeliveryResult:
        """Write an addition, or word of a withdrawal, into the journal of the request's record."""
        name = self.settings.fields["correlation_id"]
        wanted, mark = safe(attempt.snapshot.addition_to), safe(attempt.correlation_id)
        with self._client() as client:
            record = client.find((name, wanted))
            if record is None:
                raise PermanentError(
                    f"ServiceNow {self.settings.host} has no record of {wanted} in the table "
                    f"{self.settings.table} any more: tell the Service Desk what is new of it."
                )
            journal = self.settings.fields["addition"]
            # The entry ends with its id, which says at another attempt that it is there.
            if mark not in client.journal(record, journal).split():
                text = cut(mail.text(attempt.snapshot, links=True), LONGEST_NOTE, " ...\n")
                values = self.settings.withdrawn if attempt.snapshot.withdrawn else {}
                client.write(record, {**values, journal: f"{text}{mark}"})
        return DeliveryResult(number=record.number, submitted=True)

    def status(self, number_or_correlation_id: str) -> RecordStatus:
        """How a record stands. Raises DeliveryError, a PermanentError when there is none."""
        wanted = number_or_correlation_id
        with self._client() as client:
            found = client.find(
                ("number", wanted), (self.settings.fields["correlation_id"], wanted)
            )
            if found is None:
                raise PermanentError(
                    f"ServiceNow {self.settings.host} has no record {wanted} in the table "
                    f"{self.settings.table}, or the account may not read it."
                )
            return client.status(found)

    def resolved(self, correlation_ids: Sequence[str]) -> dict[str, bool]:
        """Whether each request is resolved; without those that the instance does not show.

        Raises DeliveryError.
        """
        name = self.settings.fields["correlation_id"]
        with self._client() as client:
            states = client.states(name, correlation_ids)
        return {one: state in self.settings.resolved_states for one, state in states.items()}

    @property
    def status_interval(self) -> dt.timedelta:
        """How often its requests are looked at; zero: never."""
        return dt.timedelta(minutes=self.settings.status_minutes)

    def _client(self) -> ServiceNowClient:
        return ServiceNowClient(self.settings, self.auth, self.context)

    def _fields(self, client: ServiceNowClient, attempt: DeliveryAttempt) -> dict[str, str]:
        snapshot, fields = attempt.snapshot, self.settings.fields
        person = snapshot.requester
        values = {
            "title": cut(" ".join(snapshot.title.split()), LONGEST_TITLE, " ..."),
            "text": _description(snapshot),
            "correlation_id": attempt.correlation_id,
            "reference": snapshot.reference,
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "agency": snapshot.agency,
            "identity": mail.identity(snapshot),
        }
        if "caller" in fields:
            values["caller"] = client.user(person.email)
        if "opened_by" in fields and snapshot.typed_by:
            values["opened_by"] = client.user(snapshot.typed_by.email)
        mapped = {fields[name]: value for name, value in values.items() if name in fields and value}
        return {**self.settings.fixed_values(snapshot.channel), **mapped}

    def _attach(
        self,
        client: ServiceNowClient,
        record: ServiceNowRecord,
        name: str,
        attempt: DeliveryAttempt,
    ) -> None:
        content = mail.text(attempt.snapshot, links=True)
        try:
            if not client.has_attachment(record, name):
                client.attach(record, name, content.encode(), "text/plain")
        except DeliveryError as error:
            said = f"{record.number} exists, {name} is not attached to it: {error}"
            passing = isinstance(error, TemporaryError) and attempt.number < ATTACHMENT_ATTEMPTS
            if len(content) > LONGEST_TEXT or passing:
                raise _again(error, said) from error
            # The description holds all of it: the Service Desk has the request.
            logger.warning("%s", said)


def _again(error: DeliveryError, said: str) -> DeliveryError:
    if isinstance(error, TemporaryError):
        return TemporaryError(said, error.retry_after)
    return PermanentError(said)


def _description(snapshot: RequestSnapshot) -> str:
    rest = mail.mail_words().cut.format(attachment=f"{snapshot.reference}.txt")
    return cut(mail.text(snapshot, links=True), LONGEST_TEXT, f"\n{rest}")
