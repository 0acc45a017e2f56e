"""Why a value cannot be taken."""

from tickets.values.wording import line

_SHOWN = 60


class Refusal(ValueError):  # noqa: N818 - a person is answered, nothing went wrong
    """A value that cannot be taken.

    `reason` is a key of the phrases, `shown` what was typed, shortened, `data` what the phrase
    fills in.
    """

    def __init__(self, reason: str, typed: str, **data: str) -> None:
        super().__init__(reason)
        self.reason = reason
        shown = line(typed)
        self.shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1].rstrip() + "…"
        self.data = data


def no_longer_than(limit: int, value: str) -> str:
    """The value, unless it is too long."""
    if len(value) > limit:
        raise Refusal("too_long", value, limit=f"{limit:,}")
    return value
