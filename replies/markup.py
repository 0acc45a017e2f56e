"""How a channel writes text, links and phone numbers."""

import re
from typing import Protocol

# What can be a link in our own words: a web address, a mail address, a phone number.
REACHABLE = re.compile(
    r"(https://[^\s,;()<>]*[^\s,;()<>.]"
    r"|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w-])\d{3}-\d{3}-\d{4}(?![\w-]))"
)
# Stands between parts of a list that have commas themselves.
BETWEEN = "; "


class Markup(Protocol):
    """How a channel writes text and links."""

    def text(self, text: str) -> str:
        """Text that stays text."""
        ...

    def mail(self, address: str) -> str:
        """An e-mail address."""
        ...

    def phone(self, number: str) -> str:
        """A phone number."""
        ...

    def web(self, label: str, url: str) -> str:
        """A label that leads to a web address."""
        ...


class PlainMarkup:
    """Plain text: nothing is escaped, and an address stands behind its label."""

    def text(self, text: str) -> str:
        """The text itself."""
        return text

    def mail(self, address: str) -> str:
        """The address itself."""
        return address

    def phone(self, number: str) -> str:
        """The number itself."""
        return number

    def web(self, label: str, url: str) -> str:
        """The address in angle brackets, alone where the label is the address."""
        return url if is_address(label, url) else f"{label} <{url}>"


def is_address(label: str, url: str) -> bool:
    """Whether a label is nothing but its address."""
    return label in (url, url.removeprefix("https://"))


def linked(text: str, markup: Markup) -> str:
    """The text with its addresses and phone numbers as links: never for what users type."""
    parts = REACHABLE.split(text.strip())
    return "".join(
        _link(part, markup) if number % 2 else _between(part, markup)
        for number, part in enumerate(parts)
    )


def _link(address: str, markup: Markup) -> str:
    if address.startswith("https://"):
        return markup.web(address, address)
    return markup.mail(address) if "@" in address else markup.phone(address)


def _between(part: str, markup: Markup) -> str:
    """Text with the blanks around it that stand between it and its neighbors."""
    before = " " if part[:1].isspace() else ""
    after = " " if part[-1:].isspace() and part.strip() else ""
    return f"{before}{markup.text(part.strip())}{after}"
