"""Addresses of web pages, as linkify-it-py finds them in what people type."""

import re
from urllib.parse import urlsplit

from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from linkify_it.main import Match  # type: ignore[import-untyped]

from tickets.values.base import (
    MESSAGE,
    InvalidValue,
    Span,
    line,
    no_longer_than,
    plain_quotes,
    spans,
)

_LONGEST = 2_000
_OTHER_SCHEME = re.compile(
    r"(?:^|(?<=[\s<\"'(\[]))(?:(?!https?:)([a-z][a-z0-9+.-]{0,20})://"
    r"|(javascript|vbscript|data|file|ftp|blob|about|tel):(?=\S))",
    re.IGNORECASE | re.ASCII,
)
_MAIL = re.compile(r"[^\s@]@[^\s@]")
# Where a link goes on with another one, as Slack writes them, too: <https://x.gov|x.gov>.
_SPLIT = re.compile(r"[,;](?=https?://)|\|", re.IGNORECASE)
# The name of a machine, or of a framework, rather than of a website.
_NO_SITE = re.compile(r"(?!www)[a-z-]*\d[a-z\d-]*\.[^.]+\.|(?:asp|ado|vb)\.net$", re.IGNORECASE)
_LINKS = LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": True})


def check_url(text: str) -> str:
    """The complete URL of an answer; a domain without a scheme gets https."""
    shown = line(plain_quotes(text[:MESSAGE]))
    if other := _OTHER_SCHEME.search(shown):
        raise InvalidValue("url_scheme", text, scheme=(other[1] or other[2]).lower())
    urls = [*dict.fromkeys(filter(None, map(_complete, _matches(_SPLIT.sub(" ", shown)))))]
    if len(urls) > 1:
        raise InvalidValue("url_several", text)
    if not urls:
        raise InvalidValue("url_email" if _MAIL.search(shown) else "url_incomplete", text)
    if "@" in urlsplit(urls[0]).netloc:
        raise InvalidValue("url_credentials", text)
    return no_longer_than(_LONGEST, urls[0])


def find_urls(text: str) -> list[Span]:
    """URLs, and domains that cannot be anything else."""
    text = _SPLIT.sub(" ", plain_quotes(text))
    places = [
        (match.index, match.last_index)
        for match in _matches(text)
        if match.schema or not _NO_SITE.match(match.raw) or "/" in match.raw
    ]
    return spans(text, places, check_url)


def _matches(text: str) -> list[Match]:
    found = _LINKS.match(text) or []
    return [match for match in found if match.schema.lower() in ("http:", "https:", "")]


def _complete(match: Match) -> str:
    """The URL with its scheme and its host in small letters."""
    url = match.raw if match.schema else f"https://{match.raw}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname or port == 0:
        return ""
    begin = len(parts.scheme) + len("://") + len(parts.netloc)
    return f"{parts.scheme}://{parts.netloc.lower()}{url[begin:]}"
