"""Terminal output: colors in a terminal, plain text elsewhere, JSON on request."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from common.plain_text import UNPRINTABLE, isolated, printable

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PIPED_WIDTH = 240  # what is piped is not folded to the width of a terminal

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)
logger = logging.getLogger("helpdesk")
_in_log_lines = False


def say(text: str) -> None:
    """A line for the person at the terminal, on standard error: standard output is for data."""
    if _in_log_lines:
        logger.info("%s", text)
    else:
        err.print(printable(text), markup=False)


def speak_in_log_lines() -> None:
    """Say from now on in lines of the log, for programs that collect them."""
    global _in_log_lines  # noqa: PLW0603  (how a command speaks is one for its process)
    _in_log_lines = True
    logger.setLevel(logging.INFO)  # whatever LOG_LEVEL is


def as_typed(value: object) -> Text:
    """What people typed, without markup or control characters for the terminal."""
    lines = str("-" if value in (None, "", []) else value).splitlines()
    return Text("\n".join(isolated(printable(line)) for line in lines))


def print_table(records: Sequence[Mapping[str, object]]) -> None:
    """One row for each record; its keys are the headings. A narrow window folds it."""
    table = Table()
    for number, name in enumerate(records[0] if records else ()):
        table.add_column(name, overflow="fold", no_wrap=number == 0)
    for record in records:
        has_failed = "FAILED" in str(record.get("outbox"))
        table.add_row(*map(as_typed, record.values()), style="bold red" if has_failed else None)
    (out if out.is_terminal else Console(width=PIPED_WIDTH)).print(table)


def print_json(value: Any) -> None:
    """Data for a program; control characters are written as JSON escapes."""
    data = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    typer.echo(UNPRINTABLE.sub(lambda sign: json.dumps(sign[0])[1:-1], data))


def fail(message: object) -> NoReturn:
    """One clear error and exit status 1."""
    err.print("[red]error:[/red] ", end="")
    err.print(printable(str(message)), markup=False)
    raise typer.Exit(1)


@contextmanager
def progress() -> Iterator[Any]:
    """A function that shows the current step: a spinner in a terminal, lines elsewhere."""
    if _in_log_lines or not err.is_terminal:
        yield lambda text: say(f"{text} ...")
        return
    with err.status("") as status:

        def step(text: str) -> None:
            status.update(text)
            err.print(f"{text} ...", markup=False)

        yield step
