"""Text that stays text in a card's markdown, and the links that a card may have."""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

import phonenumbers

from common.addresses import is_email
from common.plain_text import printable
from replies.markup import linked as with_links

# What stands for formatting, links, HTML or attributes anywhere in a line.
SYNTAX = re.compile(r"[\\`*_\[\]<>~|{}]|&(?=#?\w+;)")
# What begins a heading, a list or a rule.
LINE_START = re.compile(r"^([#+=-]|\d+(?=[.)]))")
# What some renderers turn into links of their own accord.
AUTOLINK = re.compile(r"@|/(?=/)|(?<=/)/|(?<=\w)\.(?=\w)")
MAILTO = re.compile(r"mailto:[A-Za-z0-9@%._~!$*,;?&=+-]*")
IN_URL = "/:?#@!$&'*+,;=%~-._"


class Markdown:
    """Facts in a card's markdown."""

    def text(self, text: str) -> str:
        """Text that stays text."""
        return escape(text)

    def mail(self, address: str) -> str:
        """A link that begins an e-mail."""
        return mail_link(address)

    def phone(self, number: str) -> str:
        """A link that calls the number."""
        return phone_link(number)

    def web(self, label: str, url: str) -> str:
        """A link to a page."""
        return web_link(label, url)


def escape(text: str) -> str:
    """The text in one line, such that markdown shows just it."""
    line = _without_syntax(text)
    line = AUTOLINK.sub(r"\\\g<0>", line)
    return LINE_START.sub(_escaped_start, line)


def bullets(lines: Sequence[str], *, numbered: bool = False) -> str:
    """A list of lines that are escaped already."""
    signs = [f"{number}." if numbered else "-" for number in range(1, len(lines) + 1)]
    return "\n".join(f"{sign} {line}" for sign, line in zip(signs, lines, strict=True))


def web_link(label: str, url: str | None) -> str:
    """A link to a page; the label alone where the address is no http address."""
    address = web_address(url or "")
    return f"[{_without_syntax(label)}]({address})" if address else escape(label)


def web_address(url: str) -> str:
    """The http(s) address as a link can hold it, else nothing."""
    address = printable(url).strip()  # a control character before it would end up in the link
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and parts.hostname
    return quote(address, safe=IN_URL) if is_web else ""


def mail_link(email: str) -> str:
    """A mailto link; the text alone where it is no mail address."""
    address = mail_address(email)
    return f"[{_without_syntax(email)}]({address})" if address else escape(email)


def mail_address(email: str) -> str:
    """`mailto:` and the address, else nothing."""
    return f"mailto:{quote(email, safe='@')}" if is_email(email) else ""


def phone_link(phone: str) -> str:
    """A tel link; the text alone where the number has no area code."""
    number = phone_address(phone)
    return f"[{_without_syntax(phone)}]({number})" if number else escape(phone)


def phone_address(phone: str) -> str:
    """`tel:+1` and ten digits, else nothing; an extension stays in the text alone."""
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return ""
    digits = str(number.national_number)
    is_whole = number.country_code == 1 and phonenumbers.is_possible_number(number)
    return f"tel:+1{digits}" if is_whole and len(digits) == 10 else ""


def mail_draft(mailto: str) -> str:
    """The link that opens a whole e-mail, when it is made of what such links are made of."""
    return mailto if MAILTO.fullmatch(mailto) else ""


def linked(text: str) -> str:
    """The text with its addresses and phone numbers as links: never for what users type."""
    return with_links(text, Markdown())


def _without_syntax(text: str) -> str:
    """Enough inside a link, where nothing becomes another link or begins a list."""
    line = " ".join(printable(text).split())
    return SYNTAX.sub(r"\\\g<0>", line)


def _escaped_start(start: re.Match[str]) -> str:
    # "1." begins a list; a backslash can only stand before the point.
    return f"{start[0]}\\" if start[0][0].isdigit() else f"\\{start[0]}"
