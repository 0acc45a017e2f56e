"""Addresses of web pages."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from common.plain_text import FILE_ENDINGS
from tickets.values.refusal import Refusal, no_longer_than
from tickets.values.spans import Span, spans
from tickets.values.wording import MESSAGE, alike, line

_LONGEST = 2_000
_LONGEST_HOST = 253
_MOST = 40  # names that are looked at, of a text full of them
_OUTER = r"\s<>\"|\\^`{}"
_BEGIN = r"(?:^|(?<=[\s<>\"'(\[{|,;:=]))"
_SCHEMED = re.compile(
    rf"{_BEGIN}https?://(?:(?![,;]https?://)[^{_OUTER}]){{1,{_LONGEST + 1}}}", re.IGNORECASE
)
_OTHER_SCHEME = re.compile(
    r"(?:^|(?<=[\s<\"'(\[]))(?:(?!https?:)([a-z][a-z0-9+.-]{0,20})://"
    r"|(javascript|vbscript|data|file|ftp|blob|about|tel):(?=\S))",
    re.IGNORECASE | re.ASCII,
)
_BARE = re.compile(
    rf"{_BEGIN}([^\s<>\"'|\\^`{{}}/?#@:()\[\],;!&=*]{{1,{_LONGEST_HOST}}})"
    rf"(:\d{{1,5}})?(?![\w@:])([/?#][^{_OUTER}]{{0,{_LONGEST}}})?"
)
_MAIL = re.compile(r"[^\s@]@[^\s@]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_TOP = re.compile(r"xn--[a-z0-9-]+|[a-z]{2,24}")
# Of a bare domain in a longer message, where "asp.net core" or "e.g." could stand as well.
_KNOWN = re.compile(
    r"(?!(?:asp|ado|vb)\.net$).+\."
    r"(?:com|org|gov|edu|net|us|io|mil|info|biz|app|dev|co|tv|ai|uk|ca)",
    re.IGNORECASE,
)
_MACHINE = re.compile(r"(?!www)[a-z-]*\d[a-z\d-]*\.[^.]+\.", re.IGNORECASE)


def check_url(text: str) -> str:
    """The complete URL of an answer; a domain without a scheme gets https."""
    typed, text = text, line(alike(text[:MESSAGE]))
    if other := _OTHER_SCHEME.search(text):
        raise Refusal("url_scheme", typed, scheme=(other[1] or other[2]).lower())
    found = dict.fromkeys(_complete(text[start:end]) for start, end in _schemed(text))
    if not found:
        found = dict.fromkeys(_complete("https://" + text[s:e]) for s, e in _bare(text))
    urls = [url for url in found if url]
    if len(urls) == 1:
        return no_longer_than(_LONGEST, urls[0])
    if urls:
        raise Refusal("url_several", typed)
    for match in _SCHEMED.finditer(text):
        if "@" in re.split(r"[/?#]", match[0].partition("://")[2])[0]:
            raise Refusal("url_credentials", typed)
    raise Refusal("url_email" if _MAIL.search(text) else "url_incomplete", typed)


def find_urls(text: str) -> list[Span]:
    """URLs, and domains that cannot be anything else."""
    text = alike(text)
    places = [*_schemed(text)]
    for start, end in _bare(text):
        host, slash, _ = text[start:end].partition("/")
        plain = _KNOWN.fullmatch(host) and (slash or not _MACHINE.match(host))
        apart = all(end <= s or e <= start for s, e in places)
        if apart and (plain or host.lower().startswith("www.")):
            places.append((start, end))
    return spans(text, sorted(places), check_url)


def _schemed(text: str) -> Iterator[tuple[int, int]]:
    for match in _SCHEMED.finditer(text):
        yield match.start(), match.start() + len(_trimmed(match[0]))


def _bare(text: str) -> Iterator[tuple[int, int]]:
    dotted = (match for match in _BARE.finditer(text) if "." in match[1])
    for match in islice(dotted, _MOST):
        host = _host(_trimmed(match[1]))
        top = host.rpartition(".")[2]
        named = host.count(".") > host.startswith("www.")
        named = named and bool(_TOP.fullmatch(top) or not top.isascii())
        if _is_address(host) or (named and (match[3] or top not in FILE_ENDINGS)):
            yield match.start(), match.start() + len(_trimmed(match[0]))


def _trimmed(url: str) -> str:
    """Without the marks of the sentence around it; brackets that were opened in it stay."""
    while url:
        last = url[-1]
        opening = {")": "(", "]": "["}.get(last)
        if last in ".,;:!?'*_" or (opening and url.count(opening) < url.count(last)):
            url = url[:-1]
        else:
            break
    return url


def _complete(url: str) -> str:
    """The canonical form of a URL with scheme, empty if it is none."""
    scheme, _, rest = url.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    tail = rest[len(authority) :]
    if six := re.fullmatch(r"(\[[0-9a-fA-F:.]{2,45}\])(?::(\d{1,5}))?", authority):
        host, port = (six[1].lower() if _is_address(six[1][1:-1]) else ""), six[2]
    else:
        name, colon, port = authority.partition(":")
        host = _host(name)
        if colon and not re.fullmatch(r"\d{1,5}", port, re.ASCII):
            host = ""
    if not host or (port and not 0 < int(port) < 1 << 16):
        return ""
    return f"{scheme.lower()}://{host}{':' + port if port else ''}{tail}"


def _host(name: str) -> str:
    """A host name in small letters, empty if it cannot be one."""
    host = _small(name)
    if not host or len(host) > _LONGEST_HOST or _small(host) != host:
        return ""
    try:
        # Python's codec knows the older rules for international names, which allow what the newer
        # ones allow; what it makes of a name is not kept.
        ascii_name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    if not all(_LABEL.fullmatch(label) for label in ascii_name.split(".")):
        return ""
    return "" if re.fullmatch(r"[\d.]+", host) and not _is_address(host) else host


def _small(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
