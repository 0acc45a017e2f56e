"""Delivery methods: a new one is a line of the registry and its words; missing words are found."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.operations.checks.everything import check_everything
from common.settings import ComponentSettings, SettingsError
from locales import load_catalog, locales
from tickets.delivery.adapter import HoldingAdapter
from tickets.delivery.registry import METHODS, DeliveryMethod, adapters, missing_phrases
from tickets.delivery.smtp import SmtpAdapter
from tickets.settings import DeliverySettings
from tickets.snapshot import Recipient


@pytest.fixture
def fax(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(METHODS, "fax", DeliveryMethod("fax", HoldingAdapter, ComponentSettings))
    return "fax"


@pytest.mark.parametrize("locale", locales())
def test_every_method_has_its_words(locale: str) -> None:
    assert missing_phrases(load_catalog(locale).replies.draft.handed) == []


def test_a_new_method_is_a_value_of_handover(fax: str) -> None:
    assert set(DeliverySettings(handover=fax).methods.values()) == {fax}


def test_missing_words_are_found_by_check_and_at_the_start(fax: str) -> None:
    wanted = ["contacts_fax", "service_desk_fax"]
    faults = [fault.key for fault in check_everything() if "is missing: add it" in fault.message]
    assert faults == [f"draft.handed.{key}" for key in wanted]
    with pytest.raises(SettingsError, match=r"draft\.handed lacks contacts_fax, service_desk_fax"):
        adapters(dict.fromkeys(Recipient, fax))


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValidationError, match="should be 'outbox', 'smtp' or 'servicenow'"):
        DeliverySettings(handover="pigeon")


@pytest.mark.parametrize(("host", "contacts"), [("", "outbox"), ("mail.example.gov", "smtp")])
def test_contacts_are_mailed_where_there_is_a_server(
    monkeypatch: pytest.MonkeyPatch, host: str, contacts: str
) -> None:
    monkeypatch.setenv("SMTP_HOST", host)
    methods = DeliverySettings(handover="servicenow").methods
    assert methods == {Recipient.CONTACTS: contacts, Recipient.SERVICE_DESK: "servicenow"}


def test_an_adapter_lacks_what_it_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ComponentSettings, "env_file", tmp_path / ".env")
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    with pytest.raises(SettingsError, match="SMTP_SENDER: is empty"):
        adapters(dict.fromkeys(Recipient, "smtp"))
    monkeypatch.setenv("SMTP_SENDER", "help@example.gov")
    found = adapters(dict.fromkeys(Recipient, "smtp"))
    assert isinstance(found[Recipient.CONTACTS], SmtpAdapter)
    assert found[Recipient.CONTACTS] is found[Recipient.SERVICE_DESK]
