"""`helpdesk kb`: load and show the knowledge base."""

from pathlib import Path
from typing import Annotated

import typer

from bot.operations.cli.output import fail, out, print_json
from bot.operations.supervisor.prepare import prepare_store
from common.database import Database
from common.settings import SharedSettings, load_settings
from faq_kb.answers import procedure_reply
from faq_kb.source import FOLDER
from faq_kb.store import CachedKnowledge

app = typer.Typer(help="The stored knowledge base.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def load(
    folder: Annotated[
        Path, typer.Option(help="Folder with procedures/ and directory/.", show_default=False)
    ] = FOLDER,
    as_json: Json = False,
) -> None:
    """Check the files and make their answers live; all or nothing."""
    report = prepare_store(load_settings(SharedSettings), folder)
    groups = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
    }
    if as_json:
        print_json(groups)
    elif not report:
        out.print("No change.")
    else:
        for name, records in groups.items():
            out.print(
                f"{name}: {len(records)}",
                *[f"  {record}" for record in records],
                sep="\n",
            )


@app.command()
def show(entry: str, as_json: Json = False) -> None:
    """Print one stored procedure."""
    knowledge = CachedKnowledge(Database(load_settings(SharedSettings).database_url)).current()
    if entry not in knowledge.procedures:
        fail(f"{entry}: no such procedure; there are: {', '.join(knowledge.procedures)}")
    reply = procedure_reply(knowledge, entry, confidence=1.0)
    if as_json:
        print_json(reply.model_dump(mode="json"))
    else:
        for name, value in reply:
            out.print(f"{name}: {value}", markup=False)
