"""Checks the answer to a question about an item of a request."""

from collections.abc import Callable, Sequence
from datetime import date
from types import MappingProxyType

from faq_kb.model import ItemType
from tickets.values.agreement import check_attachment, check_yes_no
from tickets.values.choices import check_choice
from tickets.values.counts import check_count
from tickets.values.dates import check_date
from tickets.values.free import (
    check_address,
    check_billing_number,
    check_long_text,
    check_person,
    check_text,
)
from tickets.values.hosts import check_host_name
from tickets.values.links import check_url
from tickets.values.mail import check_email
from tickets.values.money import check_money
from tickets.values.paths import check_file_path
from tickets.values.phones import check_phone
from tickets.values.wording import LONGEST

# All but dates and choices, which need to know more than the answer.
_CHECKS: MappingProxyType[ItemType, Callable[[str], str]] = MappingProxyType(
    {
        ItemType.TEXT: check_text,
        ItemType.LONG_TEXT: check_long_text,
        ItemType.URL: check_url,
        ItemType.BILLING_NUMBER: check_billing_number,
        ItemType.EMAIL: check_email,
        ItemType.PHONE: check_phone,
        ItemType.COUNT: check_count,
        ItemType.ADDRESS: check_address,
        ItemType.HOST_NAME: check_host_name,
        ItemType.FILE_PATH: check_file_path,
        ItemType.MONEY: check_money,
        ItemType.YES_NO: check_yes_no,
        ItemType.ATTACHMENT: check_attachment,
        ItemType.PERSON: check_person,
    }
)


def check(item_type: ItemType, text: str, *, today: date, choices: Sequence[str] = ()) -> str:
    """The canonical value of an answer to a question about such an item.

    `text` is the whole answer, with whatever a person writes around the value. Raises Refusal.
    """
    text = text[:LONGEST]
    if item_type is ItemType.DATE:
        return check_date(text, today)
    if item_type is ItemType.CHOICE:
        return check_choice(text, choices)
    return _CHECKS[item_type](text)
