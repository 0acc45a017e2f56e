"""Addresses that only the HTML part of a message from Teams has: its text loses them.

"Birch, Avery <avery.birch@example.gov>", pasted from Outlook, comes as "Birch, Avery" in the text.
"""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

# What is read at all: messages of Teams have at most 28 KB.
MOST_READ = 28_000
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# So many words before an address say where it belongs.
WORDS_BEFORE = 3


def with_addresses(text: str, html: str) -> str:
    """The text with each address of the HTML that it lacks, behind the words before it there."""
    reader = _Reader()
    reader.feed(html[:MOST_READ])
    reader.close()
    start = 0
    for before, address in reader.addresses():
        if address.casefold() not in text.casefold():
            start = _place(text, before, start)
            text = f"{text[:start].rstrip()} {address} {text[start:].lstrip(' ')}".strip()
    return text


def _place(text: str, before: str, start: int) -> int:
    """Where the words before an address end in the text; its end where they are not in it."""
    words = [re.escape(word) for word in before.split()[-WORDS_BEFORE:]]
    found = re.compile(r"\s+".join(words)).search(text, start) if words else None
    return found.end() if found else len(text)


class _Reader(HTMLParser):
    """Collects what is read in order: words, and addresses behind links."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._link = ""
        self._label = ""
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A quotation is somebody else's; a link may hide its address."""
        self._quotes += tag == "blockquote"
        if tag == "a":
            self._link, self._label = _address(dict(attrs).get("href") or ""), ""

    def handle_endtag(self, tag: str) -> None:
        """What a link leads to follows its words."""
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        if tag == "a" and self._link and not self._quotes:
            host = urlsplit(self._link).hostname or self._link
            if host.removeprefix("www.") not in self._label:
                self._parts.append(f" {self._link} ")
            self._link = ""

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._quotes:
            self._parts.append(data)
            self._label += data

    def addresses(self) -> list[tuple[str, str]]:
        """Each address with the words since the one before it."""
        text, end, found = "".join(self._parts), 0, []
        for match in re.finditer(rf"https?://[^\s<>\"]+|{ADDRESS.pattern}", text):
            found.append((text[end : match.start()].rstrip("< \u00a0"), match[0]))
            end = match.end()
        return found


def _address(link: str) -> str:
    """The mail or web address that a link leads to; nothing for any other."""
    if link.lower().startswith("mailto:"):
        address = unquote(link[len("mailto:") :].partition("?")[0])
        return address if ADDRESS.fullmatch(address) else ""
    return link if link.lower().startswith(("http://", "https://")) else ""
