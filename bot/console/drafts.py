"""`helpdesk drafts`: draft tickets and their hand-over, as the Service Desk sees them."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text
from sqlalchemy.orm import Session

from bot.console.output import fail, out, print_json, say
from bot.settings import load_settings
from bot.supervisor.adapters import worker
from faq_kb.store import Database, read
from tickets import exporting, outbox, store
from tickets.draft import DraftError, Happening, Status
from tickets.exporting import Data, Procedures
from tickets.mail import CONTROLS
from tickets.outbox import Entry, State
from tickets.reference import PATTERN, references_in
from tickets.service import Tickets
from tickets.store import UnknownDraftError, changing

app = typer.Typer(help="Draft tickets and their hand-over.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
# A reference may be typed with blanks, which makes several words of it.
One = Annotated[list[str], typer.Argument(metavar="REFERENCE", help="Such as HD-4KM9X2.")]
Some = Annotated[list[str] | None, typer.Argument(metavar="[REFERENCE]...")]
DESK = "service_desk"
PIPED_WIDTH = 240  # what is piped is not folded to the width of a terminal


class Form(StrEnum):
    """How requests are written."""

    JSON = "json"
    CSV = "csv"
    EML = "eml"


class OneLine(logging.Handler):
    """Says what the worker logs, without traces."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line on standard error."""
        cause = record.exc_info[1] if record.exc_info else None
        say(record.getMessage() + (f": {cause!r}" if cause else ""))


@app.command("list")
def list_(
    status: Annotated[list[Status] | None, typer.Option(help="Only these; repeat it.")] = None,
    entry: Annotated[str, typer.Option(help="Only requests of this procedure.")] = "",
    as_json: Json = False,
) -> None:
    """Every draft, the latest first, and where its hand-over is."""
    with _database() as database, database.session() as session:
        procedures = _procedures(session)
        drafts = store.all_drafts(session, status or tuple(Status))
        drafts = [draft for draft in drafts if entry in ("", draft.entry)]
        found = exporting.summaries(session, drafts, procedures)
    if entry and not found and entry not in procedures:
        fail(f"--entry {entry}: no such procedure; there are: {', '.join(procedures) or 'none'}")
    if as_json:
        print_json(found)
    elif found:
        _print([{**draft, "outbox": _handed(draft)} for draft in found])
    else:
        say("No draft is like that." if status or entry else "There are no drafts.")


@app.command()
def show(reference: One, as_json: Json = False) -> None:
    """Everything about a draft: its items, who may submit it, its log, its hand-over."""
    with _database() as database, database.session() as session:
        draft = store.load(session, _one(reference))
        found = exporting.details(session, draft, _procedures(session))
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        if isinstance(value, list) and value:
            out.print(f"{name}:")
            _print(value)
        else:
            out.print(f"{name}:", _plain(value or "-"))


@app.command()
def export(
    reference: Some = None,
    form: Annotated[Form, typer.Option("--format", help="eml: mail drafts.")] = Form.JSON,
    output: Annotated[
        Path | None, typer.Option(help="A file; for eml a folder.", show_default="print")
    ] = None,
    kept: Annotated[bool, typer.Option("--kept", help="Only what waits here for that.")] = False,
) -> None:
    """Write the confirmed requests; by reference and as JSON also one that is not confirmed."""
    with _database() as database, database.session() as session:
        found = exporting.requests(session, _references(reference), kept=kept)
        data = [exporting.as_data(request, _procedures(session)) for request in found]
    for one in data:
        if form is not Form.JSON and not one["confirmed"]:
            fail(
                f"{one['reference']} is {one['status']}, and only confirmed requests are written "
                f"as {form}: use --format json or leave it out"
            )
    if not found:
        say(f"Nothing to export: no request is {'kept here' if kept else 'confirmed'}.")
    if form is Form.JSON:
        _write(json.dumps(data, indent=2, ensure_ascii=False) + "\n", output)
    elif found and form is Form.CSV:
        # The mark at the beginning tells Excel that it is UTF-8.
        _write(exporting.as_csv(found), output, "utf-8-sig" if output else "utf-8")
    elif found:
        exporting.write_mails(found, _folder(output))
    if found and output:
        say(f"{len(found)} written to {output}")


@app.command()
def deliver(as_json: Json = False) -> None:
    """Hand over now what is due; exit status 1 when something is given up."""
    settings = load_settings()
    with _database() as database, _worker_speaks():
        delivery, before = worker(settings, database), _parcels(database)
        delivery.deliver_due()
        after = _parcels(database)
    # Every attempt that has ended changes one of the two; another worker's may not have ended.
    ended = [
        parcel.state
        for number, parcel in after.items()
        if (old := before.get(number)) and (old.state, old.due_at) != (parcel.state, parcel.due_at)
    ]
    counts = {state.value: ended.count(state) for state in (State.DELIVERED, State.KEPT)}
    failed = ended.count(State.WAITING) + ended.count(State.DEAD)
    dead = [number for number, parcel in after.items() if parcel.state is State.DEAD]
    if as_json:
        print_json({"tried": len(ended), **counts, "failed": failed, "dead": dead})
    else:
        parts = (f"{count} {state}" for state, count in {**counts, "failed": failed}.items())
        out.print(f"{len(ended)} tried: {', '.join(parts)}")
    if dead:
        fail(f"given up: {', '.join(dead)}: see `helpdesk drafts show`, then `... retry`")


@app.command()
def retry(
    reference: Some = None,
    everything: Annotated[bool, typer.Option("--all", help="Whatever is given up.")] = False,
) -> None:
    """Let hand-overs that were given up wait again, with all their attempts."""
    wanted = _references(reference)
    if bool(wanted) == everything:
        fail("write the references of what to try again, or --all for whatever is given up")
    with _database() as database:
        retried = changing(database, lambda session: _retry(session, wanted))
    for parcel in retried:
        out.print(f"{parcel.correlation_id} ({_words(parcel.recipient)}) waits again.")
    if not retried:
        say("Nothing is given up.")


@app.command()
def withdraw(
    reference: One, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Withdraw a draft and what of it has not left; what has arrived is not called back."""
    with _database() as database:
        with database.session() as session:
            draft = store.load(session, _one(reference))
            title = exporting.title(draft, _procedures(session))
        if draft.is_open and not yes:
            typer.confirm(f"Withdraw {draft.reference} ({title})?", abort=True, err=True)
        Tickets(database).withdraw(draft.reference, DESK)
        gone = [one for one in _parcels(database, draft.reference) if ...]
    out.print(f"{draft.reference} ({title}) is withdrawn.", markup=False)


@contextmanager
def _database() -> Iterator[Database]:
    database = Database(load_settings().database_url)
    try:
        database.migrate()
        yield database
    except UnknownDraftError as error:
        fail(f"{error}: no such draft: `helpdesk drafts list` shows them all")
    except DraftError as error:
        fail(error)
    finally:
        database.close()


@contextmanager
def _worker_speaks() -> Iterator[None]:
    logger, handler = logging.getLogger("tickets"), OneLine()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _procedures(session: Session) -> Procedures:
    knowledge = read(session)
    return knowledge.procedures if knowledge else {}


def _parcels(database: Database) -> dict[str, Entry]:
    with database.session() as session:
        return {parcel.correlation_id: parcel for parcel in outbox.entries(session)}


def _references(words: list[str] | None) -> list[str]:
    """The references that the words name; every word has to belong to one."""
    typed = " ".join(words or ())
    rest = PATTERN.sub(lambda match: "" if references_in(match[0]) else match[0], typed)
    if rest.strip(" ,"):
        fail(f"{rest.strip()}: no reference; they look like HD-4KM9X2: see `helpdesk drafts list`")
    return references_in(typed)


def _one(words: list[str]) -> str:
    found = _references(words)
    if len(found) != 1:
        fail(f"{', '.join(found)}: write one reference")
    return found[0]


def _retry(session: Session, wanted: list[str]) -> list[Entry]:
    """Those of the references, all or none; without any, whatever is given up."""
    dead = outbox.entries(session, [State.DEAD])
    for reference in wanted:
        store.load(session, reference)
        if reference not in {parcel.reference for parcel in dead}:
            fail(f"{reference} is not given up: see `helpdesk drafts show {reference}`")
    chosen = [parcel for parcel in dead if not wanted or parcel.reference in wanted]
    for parcel in chosen:
        outbox.retry(session, parcel.correlation_id)
        draft = store.load(session, parcel.reference)
        draft.note(Happening.RETRIED, DESK)
        store.save(session, draft)
    return chosen
