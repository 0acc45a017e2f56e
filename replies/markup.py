"""How a channel writes text, links and phone numbers."""

from typing import Protocol

# Stands between parts of a list that have commas themselves.
BETWEEN = "; "


class Markup(Protocol):
    """How a channel writes text and links."""

    def text(self, text: str) -> str:
        """Text that stays text."""
        ...

    def prose(self, text: str) -> str:
        """A sentence of a record; numbers and addresses in it can be clicked where that works."""
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

    def prose(self, text: str) -> str:
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
        return url if label in (url, url.removeprefix("https://")) else f"{label} <{url}>"
