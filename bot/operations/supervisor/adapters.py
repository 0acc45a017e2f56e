"""The one place where the hand-over of requests is put together from the settings."""

from common.database import Database
from common.settings import SettingsError
from tickets.delivery.keep import KeepHandOver
from tickets.delivery.port import HandOver
from tickets.delivery.servicenow.handover import ServiceNowHandOver
from tickets.delivery.servicenow.settings import ServiceNowSettings
from tickets.delivery.smtp import SmtpHandOver, SmtpSettings
from tickets.delivery.worker import Worker
from tickets.document import Recipient
from tickets.settings import DeliverySettings


def worker(settings: DeliverySettings, database: Database) -> Worker:
    """The worker of the outbox with the adapters that the settings name.

    Raises SettingsError when an adapter lacks what it needs.
    """
    return Worker(database, ways(settings), sign_in_required=settings.handover_requires_sign_in)


def ways(settings: DeliverySettings) -> dict[Recipient, HandOver]:
    """The adapter to each kind of recipient. Raises SettingsError with a line for each fault."""
    faults: list[str] = []
    found: dict[Recipient, HandOver] = {}
    for recipient, way in (
        (Recipient.CONTACTS, _contacts),
        (Recipient.SERVICE_DESK, _service_desk),
    ):
        try:
            found[recipient] = way(settings)
        except ValueError as error:
            faults += str(error).splitlines()
    if faults:
        handover = f"HANDOVER={settings.handover}"
        raise SettingsError("\n".join(f"{handover}: {one}" for one in dict.fromkeys(faults)))
    return found


def mail_server(settings: DeliverySettings) -> SmtpHandOver:
    """The way to the mail server, whatever HANDOVER says. Raises SettingsError."""
    try:
        return SmtpHandOver(_smtp(settings))
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _contacts(settings: DeliverySettings) -> HandOver:
    if settings.contacts_handover == "smtp":
        return SmtpHandOver(_smtp(settings))
    return KeepHandOver()


def _service_desk(settings: DeliverySettings) -> HandOver:
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


def _smtp(settings: DeliverySettings) -> SmtpSettings:
    return SmtpSettings(
        host=settings.smtp_host,
        sender=settings.smtp_sender,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
    )
