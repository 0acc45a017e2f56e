"""Many values at once, as a form has them: each checked, what is wrong kept with its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tickets.fields import RequestField
from tickets.values import InvalidValue

# Why no value is taken where a paper is not there yet: it is passed over, and may follow.
NOT_YET = "attachment_not_yet"
# The value of a field, from what was typed. Raises InvalidValue.
ReadValue = Callable[[RequestField, str], str]


class Refusal(NamedTuple):
    """A value that cannot be taken, as it was typed."""

    field: RequestField
    typed: str
    reason: InvalidValue


@dataclass
class CheckedValues:
    """What was filled in: values by key, keys left empty and passed over, refusals."""

    values: dict[str, str] = field(default_factory=dict)
    emptied: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def check(self, filled_in: Mapping[RequestField, str], read: ReadValue) -> None:
        """Check each value."""
        for one, typed in filled_in.items():
            try:
                if typed.strip():
                    self.values[one.key] = read(one, typed)
                else:
                    self.emptied.append(one.key)
            except InvalidValue as reason:
                if reason.reason == NOT_YET:
                    self.skipped.append(one.key)
                else:
                    self.refused.append(Refusal(one, typed, reason))
