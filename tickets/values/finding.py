"""Finds values in a longer message, only those that cannot be anything else."""

from collections.abc import Callable
from datetime import date
from types import MappingProxyType

from faq_kb.model import ItemType
from tickets.values.counts import find_counts
from tickets.values.dates import find_dates
from tickets.values.hosts import find_host_names
from tickets.values.links import find_urls
from tickets.values.mail import find_emails
from tickets.values.money import find_money
from tickets.values.paths import find_file_paths
from tickets.values.phones import find_phones
from tickets.values.spans import Span
from tickets.values.wording import MESSAGE

_FINDERS: MappingProxyType[ItemType, Callable[[str], list[Span]]] = MappingProxyType(
    {
        ItemType.URL: find_urls,
        ItemType.EMAIL: find_emails,
        ItemType.PHONE: find_phones,
        ItemType.COUNT: find_counts,
        ItemType.HOST_NAME: find_host_names,
        ItemType.FILE_PATH: find_file_paths,
        ItemType.MONEY: find_money,
    }
)


def find(item_type: ItemType, text: str, *, today: date) -> list[Span]:
    """Unmistakable values of the type, left to right; none of a type that has no shape.

    Values of different types may overlap, as a host in a URL does.
    """
    text = text[:MESSAGE]
    if item_type is ItemType.DATE:
        return find_dates(text, today)
    finder = _FINDERS.get(item_type)
    return finder(text) if finder else []
