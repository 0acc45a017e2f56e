"""`helpdesk drafts`: draft tickets and their delivery, as the Service Desk sees them."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.operations.cli.database import open_database
from bot.operations.cli.draft_tables import row, status_words, words
from bot.operations.cli.output import Json, as_typed, fail, out, print_json, print_table, say
from bot.operations.supervisor.adapters import worker
from common.clock import Clock
from common.database import Database, transact
from common.settings import SharedSettings, load_settings
from tickets import exporting, outbox, overview, store
from tickets.draft import DraftError, Status
from tickets.exporting import ExportError, ExportFormat
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.overview import FormatTime
from tickets.redelivery import NotFailedError, retry_failed
from tickets.reference import PATTERN, references_in
from tickets.service import Tickets
from tickets.settings import DeliverySettings
from tickets.store import UnknownDraftError

app = typer.Typer(help="Draft tickets and their delivery.", no_args_is_help=True)
# A reference may be typed with blanks, which makes several words of it.
One = Annotated[list[str], typer.Argument(metavar="REFERENCE", help="Such as HD-4KM9XC.")]
Some = Annotated[list[str] | None, typer.Argument(metavar="REFERENCE", help="Any number.")]
DESK = "service_desk"


class TerminalLog(logging.Handler):
    """Says what the worker logs, without traces."""

    def emit(self, record: logging.LogRecord) -> None:
        cause = record.exc_info[1] if record.exc_info else None
        say(record.getMessage() + (f": {cause!r}" if cause else ""))


@app.command("list")
def list_(
    status: Annotated[list[Status] | None, typer.Option(help="Only these; repeat it.")] = None,
    entry: Annotated[str, typer.Option(help="Only requests of this procedure.")] = "",
    as_json: Json = False,
) -> None:
    """Every draft, the latest first, and where its delivery stands."""
    with _database() as database, database.session() as session:
        procedures = overview.stored_procedures(session)
        drafts = store.all_drafts(session, status or tuple(Status))
        drafts = [draft for draft in drafts if entry in ("", draft.entry)]
        sent: dict[str, list[OutboxMessage]] = {}
        for message in outbox.messages(session):
            sent.setdefault(message.reference, []).append(message)
        found = [
            overview.summary(draft, sent.get(draft.reference, []), procedures, _written(as_json))
            for draft in drafts
        ]
    if entry and not found and entry not in procedures:
        fail(f"--entry {entry}: no such procedure; there are: {', '.join(procedures) or 'none'}")
    if as_json:
        print_json(found)
    elif found:
        print_table([row(draft) for draft in found])
    else:
        say("No draft matches." if status or entry else "There are no drafts.")


@app.command()
def show(reference: One, as_json: Json = False) -> None:
    """Everything about a draft: its fields, who may submit it, its log, its delivery."""
    with _database() as database, database.session() as session:
        draft = store.load(session, _one(reference))
        found = overview.details(
            session, draft, overview.stored_procedures(session), _written(as_json)
        )
    if as_json:
        print_json(found)
        return
    messages = found.pop("outbox")  # too wide for a table
    for name, value in found.items():
        is_table = isinstance(value, list) and value
        out.print(f"{name}:", "" if is_table else as_typed(value))
        if is_table:
            print_table(value)
    for message in messages or [{}]:
        facts = [f"\n  {name}: {as_typed(value)}" for name, value in message.items()]
        out.print("outbox:", as_typed("".join(facts)))


@app.command()
def export(
    reference: Some = None,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="eml: mail drafts.")
    ] = ExportFormat.JSON,
    output: Annotated[
        Path | None, typer.Option(help="A file; for eml a folder.", show_default="print")
    ] = None,
    held: Annotated[
        bool, typer.Option("--held", "--kept", help="Only what waits here to be exported.")
    ] = False,
) -> None:
    """Write the confirmed requests; by reference and as JSON also one that is not confirmed."""
    with _database() as database, database.session() as session:
        found = exporting.requests(session, _references(reference), held=held)
        exporting.require_writable(found, form, output)
        procedures = overview.stored_procedures(session)
        if output and found:
            exporting.write(found, procedures, form, output)
            say(f"{len(found)} written to {output}")
        elif found or form is ExportFormat.JSON:
            typer.echo(exporting.text(found, procedures, form), nl=False)
    if not found:
        say(f"Nothing to export: no request is {'held here' if held else 'confirmed'}.")


@app.command()
def deliver(as_json: Json = False) -> None:
    """Deliver now what is due; exit status 1 when something is given up."""
    settings = load_settings(DeliverySettings)
    logging.getLogger("tickets").handlers = [TerminalLog()]
    with _database() as database:
        delivery, before = worker(settings, database), _messages(database)
        delivery.deliver_due()
        after = _messages(database)
    # Every attempt that has ended changes one of the two; another worker's may not have ended.
    ended = [
        message.state
        for number, message in after.items()
        if (old := before.get(number))
        and (old.state, old.due_at) != (message.state, message.due_at)
    ]
    given_up = sorted(
        {one.reference for one in after.values() if one.state is DeliveryState.FAILED}
    )
    count = Counter(tried=len(ended), delivered=0, held=0, failed=0)
    count.update(
        "failed" if state in (DeliveryState.WAITING, DeliveryState.FAILED) else state
        for state in ended
    )
    if as_json:
        print_json({**count, "given_up": given_up})
    else:
        out.print(", ".join(f"{number} {name}" for name, number in count.items()))
    if given_up:
        fail(f"given up: {', '.join(given_up)}: see `helpdesk drafts show`, then `... retry`")


@app.command()
def retry(
    reference: Some = None,
    everything: Annotated[bool, typer.Option("--all", help="Whatever is given up.")] = False,
) -> None:
    """Let deliveries that were given up wait again, with all their attempts."""
    wanted = _references(reference)
    if bool(wanted) == everything:
        fail("write the references of what to try again, or --all for whatever is given up")
    with _database() as database:
        retried = transact(database, lambda session: retry_failed(session, wanted, DESK))
    for message in retried:
        out.print(f"{message.correlation_id} ({words(message.recipient)}) waits again.")
    if not retried:
        say("Nothing is given up.")


@app.command()
def withdraw(
    reference: One, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Withdraw a draft and what of it has not left; who has it already is sent word of that."""
    with _database() as database:
        with database.session() as session:
            draft = store.load(session, _one(reference))
            title = overview.title(draft, overview.stored_procedures(session))
        if draft.can_be_withdrawn and not yes:
            question = (
                f"Withdraw {draft.reference} ({title}), which is {status_words(draft.status)}?"
            )
            typer.confirm(question, abort=True, err=True)
        Tickets(database).withdraw(draft.reference, DESK)
        messages = _messages(database).values()
    out.print(f"{draft.reference} ({title}) is withdrawn.", markup=False)
    own = [message for message in messages if message.reference == draft.reference]
    is_told = any(message.snapshot and message.snapshot.withdrawn for message in own)
    for message in own:
        if message.state is DeliveryState.DELIVERED:
            what = "they are sent word of it" if is_told else "tell them"
            say(f"It has already reached {words(message.recipient)}: {what}.")


@contextmanager
def _database() -> Iterator[Database]:
    try:
        with open_database() as database:
            yield database
    except UnknownDraftError as error:
        fail(f"{error}: no such draft: `helpdesk drafts list` shows them all")
    except ValidationError as error:  # stored by another version
        fail(
            f"database {database.url}: {error.title} cannot be read: use the version that wrote it"
        )
    except NotFailedError as error:
        fail(f"{error} is not given up: see `helpdesk drafts show {error}`")
    except (DraftError, ExportError) as error:
        fail(error)


def _written(as_json: bool) -> FormatTime:
    """Programs get UTC, people the time of their zone."""
    return overview.moment if as_json else Clock(load_settings(SharedSettings).time_zone).written


def _messages(database: Database) -> dict[str, OutboxMessage]:
    with database.session() as session:
        return {message.correlation_id: message for message in outbox.messages(session)}


def _references(words: list[str] | None) -> list[str]:
    """The references that the words name; every word has to belong to one."""
    typed = " ".join(words or ())
    rest = PATTERN.sub(lambda match: "" if references_in(match[0]) else match[0], typed)
    if rest.strip(" ,"):
        fail(f"{rest.strip()}: no reference; they look like HD-4KM9XC: see `helpdesk drafts list`")
    return references_in(typed)


def _one(words: list[str]) -> str:
    found = _references(words)
    if len(found) != 1:
        fail(f"{', '.join(found)}: write one reference")
    return found[0]
