"""A value as the pipeline has tagged it in a message (bot/nlu/item_tagger.py)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TaggedValue:
    """A value as the pipeline tagged it: of which field, its text or what it says, and where."""

    key: str
    value: str
    start: int
    end: int
    confidence: float

    @classmethod
    def of_message(
        cls, message: Mapping[str, Any], entry: str = "", common: Collection[str] = ()
    ) -> "list[TaggedValue]":
        """Those of a message as Rasa parsed it.

        With an `entry` only those of its requests, and of the `common` fields; of a message to
        which it was one of the choices, those that were looked for in case it is picked.
        """
        offered = [row for row in message.get("items_of_choices") or () if row["entry"] == entry]
        return [
            cls(
                str(row["entity"]),
                str(row["value"]),
                int(row["start"]),
                int(row["end"]),
                float(row["confidence"]),
            )
            for row in offered or message.get("items") or ()
            if entry in ("", row["entry"]) or row["entity"] in common
        ]
