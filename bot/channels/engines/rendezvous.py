"""Rendezvous hashing: everybody finds the same engine for a conversation, and nobody has to ask."""

import hashlib
from collections.abc import Iterable

DIGEST_BYTES = 8


def ranked(key: str, places: Iterable[str]) -> list[str]:
    """The places for this key, the one that it belongs to first.

    Without the first one the key belongs to the second: only the keys of a place that is gone move,
    and they spread evenly over the others.
    """
    return sorted(places, key=lambda place: _weight(key, place), reverse=True)


def _weight(key: str, place: str) -> tuple[bytes, str]:
    named = f"{place}\n{key}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(named, digest_size=DIGEST_BYTES).digest(), place
