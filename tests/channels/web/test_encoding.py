"""Accept-Encoding, as RFC 9110 has it."""

import pytest

from bot.channels.web.pages.encoding import best_coding


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br; q=0.8 , gzip;q=0.8", "br"),
        ("br;q=0, gzip;q=0.001", "gzip"),
        ("br;q=0.0,gzip;q=0", None),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("*;q=0", None),
        ("identity", None),
        ("identity, br;q=0.5", None),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("br;q=high", None),
        ("x-gzip, brotli", None),
        ("", None),
        (",;q=1,", None),
    ],
)
def test_the_coding_that_is_rated_highest(accepted: str, best: str | None) -> None:
    assert best_coding(accepted, ["br", "gzip"]) == best


def test_only_what_is_there() -> None:
    assert best_coding("br, gzip;q=0.1", ["gzip"]) == "gzip"
    assert best_coding("br", ["gzip"]) is None
