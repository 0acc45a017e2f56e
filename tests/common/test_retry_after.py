"""The header `Retry-After` in every form that servers send."""

import datetime as dt

import pytest

from common.retry_after import retry_after

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("99999999999", 99_999_999_999),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60),
        ("Sun, 22 Nov 2026 12:01:00 -0000", 60),
        ("Sun, 22 Nov 2026 07:01:00 -0500", 60),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("", None),
    ],
)
def test_seconds_to_wait(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds
