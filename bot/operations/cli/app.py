"""The commands of `helpdesk`, each a thin layer over the code that does the work."""

import typer

from bot.operations.backups import BackupError
from bot.operations.cli import (
    backup,
    chat,
    check,
    console,
    contacts,
    conversations,
    disputes,
    drafts,
    evaluate,
    feedback,
    find,
    knowledge,
    mail,
    parse,
    run,
    serve,
    sessions,
    teams,
)
from bot.operations.cli.client import NotRunningError
from bot.operations.cli.output import fail
from bot.operations.evaluation.questions import QuestionsError
from bot.operations.supervisor.engine_jobs import EngineError
from bot.operations.supervisor.private_files import make_private
from bot.operations.supervisor.processes import StartError
from bot.operations.supervisor.web_build import WebBuildError
from common.database import StoreError
from common.settings import SettingsError
from contacts.contact_file.errors import ContactFileError, FileRefusedError
from contacts.importing import UnansweredError
from faq_kb.source import SourceError

app = typer.Typer(
    name="helpdesk",
    help="The Commonwealth Service Desk assistant.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(run.prepare)
app.command()(run.reload)
app.command()(serve.serve)
app.command()(run.train)
app.command()(chat.chat)
app.command()(chat.ask)
app.command()(parse.parse)
app.command("eval")(evaluate.evaluate)
app.command()(check.check)
app.command()(check.contract)
app.command()(find.find)
app.command()(feedback.feedback)
app.command()(disputes.disputes)
app.command()(console.console)
app.command()(backup.backup)
app.command()(backup.restore)
app.add_typer(knowledge.app, name="kb")
app.add_typer(contacts.app, name="contacts")
app.add_typer(conversations.app, name="conversations")
drafts.app.command("test-mail")(mail.test_mail)
app.add_typer(drafts.app, name="drafts")
app.add_typer(sessions.app, name="sessions")
app.add_typer(teams.app, name="teams")


def main() -> None:
    """Run a command; every error is one clear line, never a stack trace."""
    make_private()
    try:
        app()
    except (
        BackupError,
        EngineError,
        FileRefusedError,
        ContactFileError,
        NotRunningError,
        OSError,
        QuestionsError,
        SettingsError,
        SourceError,
        StartError,
        StoreError,
        UnansweredError,
        WebBuildError,
    ) as error:
        try:
            fail(error)
        except typer.Exit as end:
            raise SystemExit(end.exit_code) from error
