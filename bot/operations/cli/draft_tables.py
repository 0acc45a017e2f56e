"""Draft tickets as tables of the terminal."""

from rich.console import Console
from rich.table import Table

from bot.operations.cli.output import as_typed, out
from tickets.exporting import Data
from tickets.outbox import DeliveryState

PIPED_WIDTH = 240  # what is piped is not folded to the width of a terminal


def row(draft: Data) -> Data:
    """A draft for the table; what is given up is marked without colors, too."""
    handed = [f"{one['state']} ({words(one['recipient'])})" for one in draft["outbox"]]
    return {
        "reference": draft["reference"],
        "status": words(draft["status"]),
        "request": draft["title"],
        "requester": ", ".join(part for part in (draft["requester"], draft["agency"]) if part),
        "updated": draft["updated"],
        "outbox": "\n".join(handed).replace(DeliveryState.FAILED, "FAILED"),
    }


def print_table(records: list[Data]) -> None:
    """One row for each record; its keys are the headings."""
    table = Table()
    for number, name in enumerate(records[0]):
        table.add_column(name, overflow="fold", no_wrap=number == 0)
    for record in records:
        has_failed = "FAILED" in str(record.get("outbox"))
        table.add_row(*map(as_typed, record.values()), style="bold red" if has_failed else None)
    (out if out.is_terminal else Console(width=PIPED_WIDTH)).print(table)


def words(name: str) -> str:
    """A status or recipient as people write it."""
    return name.replace("_", " ")
