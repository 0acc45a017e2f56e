"""What a backup asks of a database, whichever kind it is."""

from contextlib import ExitStack
from pathlib import Path
from typing import Literal, Protocol

from sqlalchemy.engine import make_url

from bot.operations.backups.manifest import DatabaseContent
from common.settings import SharedSettings


class DatabaseDumper(Protocol):
    """One database that can be copied and replaced. Everything raises BackupError."""

    name: str

    @property
    def kind(self) -> Literal["sqlite", "postgresql"]:
        """Which kind it is."""

    def dump(self, folder: Path) -> DatabaseContent:
        """Copy the database as it is at one moment into the folder, and say what is in it."""

    def require_unused(self) -> None:
        """Raise BackupError while another program uses the database."""

    def is_empty(self) -> bool:
        """Whether there is nothing that a restore would replace."""

    def stage(self, folder: Path, content: DatabaseContent, undo: ExitStack) -> None:
        """Get ready what can be made ready without touching the database.

        Here and in `switch` the stack `undo` gets what takes back what was done.
        """

    def switch(self, stamp: str, undo: ExitStack) -> list[str]:
        """Put the copy in place.

        Returns where the old data are kept, under names that end with the stamp.
        """


def addresses(settings: SharedSettings) -> dict[str, str]:
    """The databases by name; one address for both is one database.

    Conversations come first: they may name a draft, which the copy that is made later then has.
    """
    named = {
        "conversations": settings.tracker_database_url,
        "helpdesk": settings.database_url,
    }
    if make_url(named["conversations"]) == make_url(named["helpdesk"]):
        del named["conversations"]
    return named
