"""`helpdesk kb`: publish the knowledge base, look at it, and go back in its history."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.operations.cli.database import open_database
from bot.operations.cli.output import Json, as_typed, fail, out, print_json, print_table, say
from bot.operations.supervisor.prepare import prepare_store
from common.clock import Clock
from common.database import Database, transact
from common.settings import SharedSettings, load_settings
from faq_kb.answers import procedure_reply
from faq_kb.source import FOLDER, SourceError, read_knowledge_base
from faq_kb.store import Publication, read, restore
from faq_kb.store.history import (
    UnknownVersionError,
    as_yaml,
    difference,
    version_of,
    versions_of,
)
from faq_kb.store.reader import documents_of
from faq_kb.store.tables import RecordVersionRow

app = typer.Typer(help="The stored knowledge base and its history.", no_args_is_help=True)
Yaml = Annotated[bool, typer.Option("--yaml", help="Print the record as its file has it.")]
Id = Annotated[
    str,
    typer.Argument(metavar="ID", help="A procedure, or a file of the directory such as phones."),
]
Reason = Annotated[str, typer.Option("--reason", "-m", help="Why; kept in the history.")]
By = Annotated[str, typer.Option("--by", help="Who publishes; you by default.")]


@app.command()
def load(
    folder: Annotated[
        Path, typer.Option(help="Folder with procedures/ and directory/.", show_default=False)
    ] = FOLDER,
    reason: Reason = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Check the files and publish what they change; all or nothing."""
    published = prepare_store(
        load_settings(SharedSettings), folder, by=by or getpass.getuser(), reason=reason
    )
    _print_published(published, as_json=as_json)


@app.command()
def show(
    entry: Id,
    version: Annotated[int | None, typer.Option(help="An older version.")] = None,
    yaml: Yaml = False,
    as_json: Json = False,
) -> None:
    """Print the answer of a procedure, today's or an older one, or a file of the directory."""
    with _session() as session:
        row = version_of(session, entry, version)
        if row.document is None:
            fail(f"{entry}: version {row.version} removed it: an older --version shows what it was")
        # The phones, forms and addresses of an old answer are those of its time.
        last = row.replaced_in - 1 if row.replaced_in else None
        knowledge = None if yaml else read(session, last)
    if knowledge is None or entry not in knowledge.procedures:
        if as_json:
            print_json(row.document)
        else:
            typer.echo(as_yaml(row.document), nl=False)
        return
    reply = procedure_reply(knowledge, entry, confidence=1.0)
    if as_json:
        print_json(reply.model_dump(mode="json"))
    else:
        for name, value in reply:
            out.print(f"{name}: {value}", markup=False)


@app.command()
def history(entry: Id, as_json: Json = False) -> None:
    """List the versions of a record, newest first: when, who, why, and what each replaced."""
    with _session() as session:
        rows = versions_of(session, entry)
    if as_json:
        print_json([_facts(row) for row in reversed(rows)])
    else:
        clock = Clock(load_settings(SharedSettings).time_zone)
        print_table(
            [_facts(row) | {"at": clock.written(row.publication.at)} for row in reversed(rows)]
        )


@app.command()
def diff(
    entry: Id,
    old: Annotated[
        int | None, typer.Argument(metavar="[FROM]", help="The version before the current one.")
    ] = None,
    new: Annotated[int | None, typer.Argument(metavar="[TO]", help="The current version.")] = None,
    as_json: Json = False,
) -> None:
    """Compare two versions of a record, by default the current one with the one before."""
    with _session() as session:
        newer = version_of(session, entry, new)
        if old is None and newer.version == 1:
            say(f"{entry}: there is nothing before version 1.")
            return
        older = version_of(session, entry, newer.version - 1 if old is None else old)
    lines = list(difference(older, newer))
    if as_json:
        print_json({"id": entry, "from": older.version, "to": newer.version, "diff": lines})
        return
    for line in lines or ["No difference."]:
        out.print(as_typed(line))


@app.command("restore")
def restore_(
    entry: Id,
    version: Annotated[int, typer.Argument(help="The version to publish again.")],
    reason: Reason = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Publish an old version as a new one, unless the knowledge base would not be sound."""
    who = by or getpass.getuser()
    publish = partial(restore, record=entry, version=version, by=who, reason=reason)
    with _database() as database:
        published = transact(database, publish)
        with database.session() as session:
            row = version_of(session, entry)
    _print_published(published, as_json=as_json)
    if _differs_from_files(row):
        say(
            "The YAML file still differs: the next `helpdesk kb load` or start of the assistant "
            "publishes it again. To keep this version, write it into the file, as "
            f"`helpdesk kb show {entry} --yaml` prints it."
        )


@contextmanager
def _database() -> Iterator[Database]:
    try:
        with open_database() as database:
            yield database
    except UnknownVersionError as error:
        fail(error)


@contextmanager
def _session() -> Iterator[Session]:
    with _database() as database, database.session() as session:
        yield session


def _facts(row: RecordVersionRow) -> dict[str, object]:
    return {
        "version": row.version,
        "at": row.publication.at.isoformat(),
        "by": row.publication.by or "unknown",
        "change": "removed" if row.document is None else "published",
        "replaced": row.version - 1 or None,
        "reason": row.publication.reason,
    }


def _print_published(published: Publication, *, as_json: bool) -> None:
    groups = asdict(published)
    if as_json:
        print_json(groups)
    elif not published:
        out.print("No change.")
    else:
        for name, records in groups.items():
            lines = (f"  {record} (version {version})" for record, version in records.items())
            out.print(f"{name}: {len(records)}", *lines, sep="\n")


def _differs_from_files(row: RecordVersionRow) -> bool:
    try:
        return documents_of(read_knowledge_base()).get(row.record) != row.document
    except SourceError:
        return True
