"""Which compressed form of a text a browser gets: what its Accept-Encoding likes best."""

import gzip
from collections.abc import Collection
from pathlib import Path

from starlette.datastructures import Headers

# Made at build time (browser/compress.js), the smallest first.
SUFFIXES = {"br": ".br", "gzip": ".gz"}
VARY = {"Vary": "Accept-Encoding"}
LEVEL = 6


def sent_file(path: Path, request: Headers) -> tuple[Path, dict[str, str]]:
    """The file or its compressed copy, with the headers that say so."""
    copies = {coding: path.with_name(f"{path.name}{end}") for coding, end in SUFFIXES.items()}
    made = {coding: copy for coding, copy in copies.items() if copy.is_file()}
    if not made:
        return path, {}
    coding = best_coding(request.get("Accept-Encoding", ""), made)
    return (made[coding], _headers(coding)) if coding else (path, VARY)


def sent_page(html: str, request: Headers) -> tuple[bytes, dict[str, str]]:
    """A page's bytes, with the headers that say how they are compressed.

    Only for pages that repeat nothing of the request and hold no secret but a fresh nonce: the
    length of a compressed answer tells what is in it (BREACH).
    """
    content = html.encode()
    coding = best_coding(request.get("Accept-Encoding", ""), ["gzip"])
    if coding is None:
        return content, VARY
    return gzip.compress(content, LEVEL, mtime=0), _headers(coding)


def best_coding(accepted: str, offered: Collection[str]) -> str | None:
    """The offered coding that the header (RFC 9110, 12.5.3) rates highest; None: as it is.

    Of equals the one that is offered first.
    """
    rates = dict(map(_rated, accepted.lower().split(",")))
    rated = {coding: rates.get(coding, rates.get("*", 0.0)) for coding in offered}
    best = max(rated, key=lambda coding: rated[coding])
    return best if rated[best] > 0 and rated[best] >= rates.get("identity", 0.0) else None


def _rated(item: str) -> tuple[str, float]:
    coding, _, parameter = item.partition(";")
    name, _, value = parameter.partition("=")
    try:
        return coding.strip(), float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return coding.strip(), 0.0


def _headers(coding: str) -> dict[str, str]:
    return {"Content-Encoding": coding, **VARY}
