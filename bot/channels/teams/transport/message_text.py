"""What a user wrote: a message's text without mentions, with the addresses that only its HTML has.

Teams drops addresses from the text: "Birch, Avery <avery.birch@example.gov>", pasted from Outlook,
arrives as "Birch, Avery". The HTML part still has the address.
"""

import html
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from bot.channels.teams.transport.sdk import MentionEntity, MessageActivity

HTML = "text/html"
LONGEST_TEXT = 4_000
# How much is read. Tags come on top of the words.
MOST_READ = 4 * LONGEST_TEXT
# No part of a tag runs past the next `<`; otherwise half tags would take forever.
AT = re.compile(r"<at\b[^<>]*>([^<]*)</at>", re.IGNORECASE)
# The placeholder for the message that this one replies to.
QUOTE = re.compile(r"<quoted\b[^<>]*>(?:</quoted>)?", re.IGNORECASE)
SPACES = re.compile(r"[ \t\u00a0]+")
# How much HTML is read. Messages in Teams have 28 KB at most.
MOST_HTML_READ = 28_000
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# How many words before an address tell where it belongs.
WORDS_BEFORE = 3


def mentions_bot(activity: MessageActivity) -> bool:
    """Whether the bot itself is meant."""
    return any(mention.mentioned.id == activity.recipient.id for mention in _mentions(activity))


def words_of(activity: MessageActivity) -> str:
    """The words without mentions of the bot; others who are mentioned keep their names.

    May be longer than LONGEST_TEXT, so that the caller can say so: nothing is cut off silently.
    """
    text = activity.text[:MOST_READ]
    names = {(activity.recipient.name or "").casefold()}
    for mention in _mentions(activity):
        # Teams splits a long name into several mentions, each with a part of it.
        if mention.mentioned.id == activity.recipient.id:
            names.add((mention.mentioned.name or "").casefold())
            if mention.text:
                text = text.replace(mention.text, " ")
    text = QUOTE.sub(" ", text)
    text = AT.sub(lambda at: " " if _plain(at[1]).casefold() in names else at[1], text)
    return _with_addresses(_plain(text), _html_of(activity))


def _mentions(activity: MessageActivity) -> list[MentionEntity]:
    return [entity for entity in activity.entities or () if isinstance(entity, MentionEntity)]


def _html_of(activity: MessageActivity) -> str:
    parts = (part for part in activity.attachments or () if part.content_type == HTML)
    return next((part.content for part in parts if isinstance(part.content, str)), "")


def _plain(text: str) -> str:
    # JSON can spell half a character (a lone surrogate), which cannot be encoded.
    whole = html.unescape(text).encode("utf-8", "replace").decode()
    return SPACES.sub(" ", whole).strip()


def _with_addresses(text: str, markup: str) -> str:
    """The text with every address that only the HTML has, behind the words before it there."""
    reader = _HtmlReader()
    reader.feed(markup[:MOST_HTML_READ])
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


class _HtmlReader(HTMLParser):
    """Collects the visible words, and the addresses behind links, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._link = ""
        self._label = ""
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A quotation is somebody else's words. A link may hide its address."""
        self._quotes += tag == "blockquote"
        if tag == "a":
            self._link, self._label = _address(dict(attrs).get("href") or ""), ""

    def handle_endtag(self, tag: str) -> None:
        """The address of a link follows its words."""
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
    """The mail or web address of a link; empty for other links."""
    if link.lower().startswith("mailto:"):
        address = unquote(link[len("mailto:") :].partition("?")[0])
        return address if ADDRESS.fullmatch(address) else ""
    return link if link.lower().startswith(("http://", "https://")) else ""
