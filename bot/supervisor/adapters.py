"""The one place where the hand-over of requests is put together from the settings."""

from bot.settings import Settings, SettingsError
from faq_kb.store import Database
from tickets.delivery.keep import KeepHandOver
from tickets.delivery.port import HandOver
from tickets.delivery.servicenow.handover import ServiceNowHandOver
from tickets.delivery.servicenow.settings import ServiceNowSettings
from tickets.delivery.smtp import SmtpHandOver, SmtpSettings
from tickets.delivery.worker import Worker
from tickets.document import Recipient


def worker(settings: Settings, database: Database) -> Worker:
    """The worker of the outbox with the adapters that the settings name.

    Raises SettingsError when an adapter lacks what it needs.
    """
    try:
        contacts: HandOver = KeepHandOver()
        if settings.contacts_handover == "smtp":
            contacts = SmtpHandOver(_smtp(settings))
        ways = {Recipient.CONTACTS: contacts, Recipient.SERVICE_DESK: _service_desk(settings)}
    except ValueError as error:
        raise SettingsError(f"HANDOVER={settings.handover}: {error}") from error
    return Worker(database, ways)


def _service_desk(settings: Settings) -> HandOver:
    if settings.handover == "smtp":
        return SmtpHandOver(_smtp(settings))
    if settings.handover == "servicenow":
        return ServiceNowHandOver(
            ServiceNowSettings(
                instance=settings.servicenow_instance,
                table=settings.servicenow_table,
                username=settings.servicenow_username,
                password=settings.servicenow_password.get_secret_value(),
                client_id=settings.servicenow_client_id,
                client_secret=settings.servicenow_client_secret.get_secret_value(),
                field_map=settings.servicenow_field_map,
            )
        )
    return KeepHandOver()


def _smtp(settings: Settings) -> SmtpSettings:
    if not settings.smtp_host:
        raise ValueError("SMTP_HOST is empty: name the mail server in .env")
    return SmtpSettings(
        host=settings.smtp_host,
        sender=settings.smtp_sender,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
    )
