"""Every way that requests are delivered; a new one is a folder, a line here and its words.

The words are the texts `draft.handed` of the catalog, one for each kind of recipient.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from common.settings import ComponentSettings, SettingsError, SharedSettings, load_settings
from locales import load_catalog
from tickets.delivery.adapter import HOLDING, DeliveryAdapter, HoldingAdapter
from tickets.delivery.servicenow.adapter import ServiceNowAdapter
from tickets.delivery.servicenow.settings import ServiceNowSettings
from tickets.delivery.smtp import SmtpAdapter, SmtpSettings
from tickets.snapshot import Recipient

EVERYBODY = frozenset(Recipient)
SERVICE_DESK = frozenset({Recipient.SERVICE_DESK})


@dataclass(frozen=True)
class DeliveryMethod:
    """A value of HANDOVER, the adapter it stands for, and to whom that delivers."""

    name: str
    adapter: Callable[[Any], DeliveryAdapter]
    settings: type[ComponentSettings]
    reaches: frozenset[Recipient] = EVERYBODY

    def make(self) -> DeliveryAdapter:
        """The adapter with the settings in force. Raises SettingsError."""
        return self.adapter(load_settings(self.settings))


METHODS = {
    method.name: method
    for method in (
        DeliveryMethod(HOLDING, HoldingAdapter, ComponentSettings),
        DeliveryMethod("smtp", SmtpAdapter, SmtpSettings),
        DeliveryMethod("servicenow", ServiceNowAdapter, ServiceNowSettings, SERVICE_DESK),
    )
}


def method_to(recipient: Recipient, wanted: str) -> str:
    """The name of the method to a recipient: the wanted one, if it reaches them.

    Others get mail where there is a mail server; else nothing is sent. Raises SettingsError.
    """
    if recipient in METHODS[wanted].reaches:
        return wanted
    return "smtp" if load_settings(SmtpSettings, complete=False).host else HOLDING


def adapters(names: Mapping[Recipient, str]) -> dict[Recipient, DeliveryAdapter]:
    """The adapter to each kind of recipient. Raises SettingsError with a line for each fault."""
    made: dict[str, DeliveryAdapter] = {}
    faults: list[str] = []
    for name in dict.fromkeys(names.values()):
        try:
            made[name] = METHODS[name].make()
        except SettingsError as error:
            faults += str(error).splitlines()
    locale = load_settings(SharedSettings).locale
    if lacking := missing_phrases(load_catalog(locale).replies.draft.handed):
        faults.append(f"replies.yml: draft.handed lacks {', '.join(lacking)}: add the texts")
    if faults:
        raise SettingsError("\n".join(faults))
    return {recipient: made[name] for recipient, name in names.items()}


def phrase_of(recipient: Recipient, method: str) -> str:
    """The key of the text that says how a request reaches its recipient."""
    return f"{recipient}_{method}"


def missing_phrases(handed: Iterable[str]) -> list[str]:
    """The keys that the methods need and the catalog lacks."""
    needed = {phrase_of(to, name) for name, method in METHODS.items() for to in method.reaches}
    return sorted(needed - set(handed))
