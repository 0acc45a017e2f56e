"""Typed values of a draft: found in what people type, checked, refused with a reason."""

from collections.abc import Callable, Sequence
from datetime import date
from types import MappingProxyType

from faq_kb.model import ItemType
from tickets.values import choices as choice
from tickets.values import counts, dates, hosts, links, paths, phones, text, yes_no
from tickets.values.base import LONGEST, MESSAGE, InvalidValue, Span, excerpt
from tickets.values.choices import find_choices
from tickets.values.dates import day_instead

__all__ = ["InvalidValue", "Span", "check", "day_instead", "excerpt", "find", "find_choices"]

# All but dates and choices, which need to know more than the answer.
_CHECKS: MappingProxyType[ItemType, Callable[[str], str]] = MappingProxyType(
    {
        ItemType.TEXT: text.check_text,
        ItemType.LONG_TEXT: text.check_long_text,
        ItemType.URL: links.check_url,
        ItemType.BILLING_NUMBER: text.check_billing_number,
        ItemType.PHONE: phones.check_phone,
        ItemType.COUNT: counts.check_count,
        ItemType.ADDRESS: text.check_address,
        ItemType.HOST_NAME: hosts.check_host_name,
        ItemType.FILE_PATH: paths.check_file_path,
        ItemType.YES_NO: yes_no.check_yes_no,
        ItemType.ATTACHMENT: yes_no.check_attachment,
        ItemType.PERSON: text.check_person,
    }
)
# The types that have a shape; the others are found in no longer message.
_FINDERS: MappingProxyType[ItemType, Callable[[str], list[Span]]] = MappingProxyType(
    {
        ItemType.URL: links.find_urls,
        ItemType.PHONE: phones.find_phones,
        ItemType.COUNT: counts.find_counts,
        ItemType.HOST_NAME: hosts.find_host_names,
        ItemType.FILE_PATH: paths.find_file_paths,
    }
)


def check(item_type: ItemType, typed: str, *, today: date, choices: Sequence[str] = ()) -> str:
    """The canonical value of an answer to a question about such an item.

    `typed` is the whole answer, with whatever a person writes around the value. Raises
    InvalidValue.
    """
    typed = typed[:LONGEST]
    if item_type is ItemType.DATE:
        return dates.check_date(typed, today)
    if item_type is ItemType.CHOICE:
        return choice.check_choice(typed, choices)
    return _CHECKS[item_type](typed)


def find(item_type: ItemType, message: str, *, today: date) -> list[Span]:
    """Unmistakable values of the type in a longer message, left to right.

    Values of different types may overlap, as a host in a URL does.
    """
    message = message[:MESSAGE]
    if item_type is ItemType.DATE:
        return dates.find_dates(message, today)
    finder = _FINDERS.get(item_type)
    return finder(message) if finder else []
