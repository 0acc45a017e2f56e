"""The one place where the delivery of requests is put together from the settings."""

from common.database import Database
from common.settings import SettingsError, load_settings
from tickets.delivery.adapter import DeliveryAdapter, StatusSource
from tickets.delivery.registry import adapters
from tickets.delivery.smtp import SmtpAdapter, SmtpSettings
from tickets.delivery.watcher import RequestWatcher
from tickets.delivery.worker import Worker
from tickets.settings import DeliverySettings
from tickets.snapshot import Recipient


def worker(settings: DeliverySettings, database: Database) -> Worker:
    """The worker of the outbox with the adapters that the settings name.

    Raises SettingsError when an adapter lacks what it needs.
    """
    sign_in_required = settings.handover_requires_sign_in
    return Worker(database, delivery_adapters(settings), sign_in_required=sign_in_required)


def request_watcher(delivery: Worker, database: Database) -> RequestWatcher | None:
    """What asks after requests that the Service Desk has, where its system can be asked."""
    source = delivery.adapters[Recipient.SERVICE_DESK]
    return RequestWatcher(database, source) if isinstance(source, StatusSource) else None


def delivery_adapters(settings: DeliverySettings) -> dict[Recipient, DeliveryAdapter]:
    """The adapter to each kind of recipient. Raises SettingsError with a line for each fault."""
    try:
        return adapters(settings.methods)
    except SettingsError as error:
        lines = (f"HANDOVER={settings.handover}: {line}" for line in str(error).splitlines())
        raise SettingsError("\n".join(lines)) from error


def mail_server() -> SmtpAdapter:
    """The way to the mail server, whatever HANDOVER says. Raises SettingsError."""
    return SmtpAdapter(load_settings(SmtpSettings))
