"""`helpdesk backup` and `helpdesk restore`, and what a start makes of databases that were lost."""

import io
import json
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from sqlalchemy import text

from bot.operations.backups import BackupSettings, restore_backup
from bot.operations.backups.pruning import filling
from bot.operations.backups.restore import RestoredKey
from bot.operations.cli.app import main
from bot.operations.settings import ROOT
from bot.operations.supervisor.prepare import prepare_registry, prepare_store, require_whole
from common.database import Database, StoreError
from common.settings import SharedSettings, load_settings
from contacts import queries
from tests.support.assistant import HELPDESK, free_port
from tests.support.postgres import PROGRAMS, Postgres

LISTING = "Agency,Role,Name\nDepartment of Trees,HR,Avery Birch\n"
KEY = "k" * 43
EVENTS = "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), data TEXT)"


class Ended(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


class Installation:
    """An assistant that has run: its databases, an imported listing, and its keys."""

    def __init__(self, folder: Path, urls: tuple[str, str]) -> None:
        self.data = folder / "var"
        self.urls = urls
        self.environment = {
            "PATH": f"{PROGRAMS}:/usr/bin:/bin",
            "DATA_DIR": str(self.data),
            "DATABASE_URL": urls[0],
            "TRACKER_DATABASE_URL": urls[1],
            **{name: str(free_port()) for name in ("ENGINE_PORT", "ACTIONS_PORT", "WEB_PORT")},
        }

    def fill(self) -> None:
        """What a first start and an import leave."""
        listing = self.data.with_name("listing.csv")
        listing.write_text(LISTING, encoding="utf-8")
        assert self.helpdesk("contacts", "import", str(listing)).returncode == 0
        self.tell(EVENTS)
        self.tell("INSERT INTO events VALUES (1, 'ann', 'before')")
        for name in ("web.key", "engine.key"):
            (self.data / name).write_text(KEY)
            (self.data / name).chmod(0o600)

    def tell(self, statement: str) -> None:
        """Change the conversations."""
        database = Database(self.urls[1])
        with database.session() as session:
            session.execute(text(statement))
        database.close()

    def events(self) -> list[str]:
        """What was said."""
        database = Database(self.urls[1])
        with database.session() as session:
            found = list(session.scalars(text("SELECT data FROM events ORDER BY id")))
        database.close()
        return found

    def agencies(self) -> list[str]:
        """The names in the registry."""
        database = Database(self.urls[0])
        with database.session() as session:
            found = [one.name for one in queries.agencies(session)]
        database.close()
        return found

    def helpdesk(self, *words: str, environment: dict[str, str] | None = None) -> Ended:
        """Run a command here."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (self.environment | (environment or {})).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["helpdesk", *words])
            with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
                main()
        return Ended(int(end.value.code or 0), out.getvalue(), err.getvalue())

    def refused(self, *words: str, environment: dict[str, str] | None = None) -> str:
        """The one clear line of a command that fails."""
        done = self.helpdesk(*words, environment=environment)
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr
        return " ".join(done.stderr.split())


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Installation]:
    """New installations, each with databases of its own."""

    def new(name: str) -> Installation:
        folder = tmp_path / name
        folder.mkdir()
        if request.param == "postgresql":
            server: Postgres = request.getfixturevalue("postgres")
            return Installation(folder, (server.database(), server.database()))
        files = ("helpdesk.db", "conversations.db")
        urls = [f"sqlite:///{folder / 'var' / file}" for file in files]
        return Installation(folder, (urls[0], urls[1]))

    return new


@pytest.fixture
def installation_there(make: Callable[[str], Installation]) -> Installation:
    """One that has run."""
    made = make("here")
    made.fill()
    return made


@pytest.fixture
def sqlite_there(tmp_path: Path) -> Installation:
    """One with SQLite that has run."""
    urls = [f"sqlite:///{tmp_path / 'var' / name}.db" for name in ("helpdesk", "conversations")]
    made = Installation(tmp_path, (urls[0], urls[1]))
    made.fill()
    return made


def test_everything_comes_back_with_its_rows_counted(
    installation_there: Installation, make: Callable[[str], Installation], tmp_path: Path
) -> None:
    copies = tmp_path / "copies" / "1"
    done = installation_there.helpdesk("backup", str(copies), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    manifest = json.loads((copies / "manifest.json").read_text())
    assert {key: said[key] for key in manifest} == manifest
    assert {"web.key", "engine.key"} < set(manifest["files"])
    assert all(file.stat().st_mode & 0o077 == 0 for file in (copies, *copies.iterdir()))
    assert [path.name for path in copies.parent.iterdir()] == ["1"]

    there = make("there")
    done = there.helpdesk("restore", str(copies), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kept"] == []
    assert json.loads(done.stdout)["databases"] == manifest["databases"]
    assert manifest["databases"][0]["tables"]["events"] == 1
    assert there.agencies() == ["Department of Trees"]
    assert there.events() == ["before"]
    assert (there.data / "web.key").read_text() == KEY
    assert (there.data / "web.key").stat().st_mode & 0o777 == 0o600


def test_a_second_restore_keeps_what_was_there(
    installation_there: Installation, tmp_path: Path
) -> None:
    copies = str(tmp_path / "copies")
    assert installation_there.helpdesk("backup", copies).returncode == 0
    assert "choose another folder" in installation_there.refused("backup", copies)
    installation_there.tell("INSERT INTO events VALUES (2, 'ann', 'after')")
    (installation_there.data / "web.key").write_text("n" * 43)

    said = installation_there.refused("restore", copies)
    assert "database helpdesk" in said
    assert "web.key" in said
    assert "--replace" in said
    assert installation_there.events() == ["before", "after"]

    done = installation_there.helpdesk("restore", copies, "--replace", "--json")
    assert done.returncode == 0, done.stderr
    assert installation_there.events() == ["before"]
    kept = json.loads(done.stdout)["kept"]
    assert len([place for place in kept if "before" in place]) == len(kept) >= 3
    assert old_events(installation_there) == ["before", "after"]
    again = installation_there.helpdesk("backup", str(tmp_path / "again"))
    assert again.returncode == 0  # what is kept is no part of it
    tables = [
        json.loads((folder / "manifest.json").read_text())["databases"]
        for folder in (tmp_path / "copies", tmp_path / "again")
    ]
    assert tables[0] == tables[1]


def old_events(where: Installation) -> list[str]:
    """What was said before a restore, where it is kept."""
    if where.urls[1].startswith("sqlite"):
        (file,) = where.data.glob("conversations.db.before-*Z")
        with closing(sqlite3.connect(file)) as connection:
            return [data for (data,) in connection.execute("SELECT data FROM events ORDER BY id")]
    with psycopg.connect(where.urls[1]) as server:
        schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'"
        ((schema,),) = server.execute(schemas).fetchall()
        query = f"SELECT data FROM {schema}.events ORDER BY id"
        return [data for (data,) in server.execute(query.encode())]


def test_a_copy_is_of_one_moment_whoever_writes(
    installation_there: Installation, tmp_path: Path
) -> None:
    """The writer adds two rows in each transaction, so that an odd number is half of one."""
    stop = threading.Event()

    def write() -> None:
        number = 2
        while not stop.is_set():
            rows = f"({number}, 'ann', 'x'), ({number + 1}, 'ann', 'y')"
            installation_there.tell(f"INSERT INTO events VALUES {rows}")
            number += 2

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            done = installation_there.helpdesk("backup", str(tmp_path / str(number)))
            assert done.returncode == 0, done.stderr
            databases = json.loads((tmp_path / str(number) / "manifest.json").read_text())
            assert databases["databases"][0]["tables"]["events"] % 2 == 1
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "is no backup"),
        (lambda folder: (folder / "web.key").write_text("x" * 43), "web.key was changed or cut"),
        (lambda folder: (folder / "web.key").unlink(), "web.key is missing"),
        (lambda folder: rewrite(folder, '"revision": "', '"revision": "9999_later,'), "9999_later"),
        (lambda folder: rewrite(folder, '"events": 1', '"events": 2'), "other rows than its"),
    ],
)
def test_a_backup_that_is_not_whole_is_refused_and_touches_nothing(
    installation_there: Installation,
    tmp_path: Path,
    spoil: Callable[[Path], object],
    line: str,
) -> None:
    copies = tmp_path / "copies"
    assert installation_there.helpdesk("backup", str(copies)).returncode == 0
    spoil(copies)
    installation_there.tell("INSERT INTO events VALUES (2, 'ann', 'after')")
    assert line in installation_there.refused("restore", str(copies), "--replace")
    assert installation_there.events() == ["before", "after"]
    assert installation_there.agencies() == ["Department of Trees"]
    assert not list(installation_there.data.glob("*before-*"))
    assert not list(installation_there.data.glob(".*"))


def rewrite(folder: Path, old: str, new: str) -> None:
    file = folder / "manifest.json"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_nothing_is_restored_under_a_running_assistant(
    installation_there: Installation, tmp_path: Path
) -> None:
    copies = str(tmp_path / "copies")
    assert installation_there.helpdesk("backup", copies).returncode == 0
    with socket.create_server(("127.0.0.1", int(installation_there.environment["WEB_PORT"]))):
        said = installation_there.refused("restore", copies, "--replace")
    assert "is running" in said
    assert "WEB_PORT" in said
    # The delivery has no port; it has the database open.
    database = Database(installation_there.urls[0])
    with database.session() as session:
        session.execute(text("SELECT 1 FROM alembic_version"))
    assert "is in use" in installation_there.refused("restore", copies, "--replace")
    database.close()
    assert installation_there.helpdesk("restore", copies, "--replace").returncode == 0


def test_a_restore_that_fails_midway_is_undone(
    installation_there: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys come last; here one can't be written."""
    copies = tmp_path / "copies"
    assert installation_there.helpdesk("backup", str(copies)).returncode == 0
    installation_there.tell("INSERT INTO events VALUES (2, 'ann', 'after')")
    for name, value in installation_there.environment.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(BackupSettings, complete=False)
    monkeypatch.setattr(RestoredKey, "is_same", broken)
    with pytest.raises(OSError, match="No space left"):
        restore_backup(copies, settings, replace=True)
    assert installation_there.events() == ["before", "after"]
    assert installation_there.agencies() == ["Department of Trees"]
    assert not list(installation_there.data.glob("*before-*"))


def broken(_: RestoredKey) -> bool:
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_nothing_half_made(
    installation_there: Installation, tmp_path: Path
) -> None:
    def fill_up() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    # Python would cut its own files, too.
    here = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [HELPDESK, "backup", str(tmp_path / "b" / "1")],
        cwd=ROOT,
        env=installation_there.environment | here,
        preexec_fn=fill_up,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "b").iterdir()) == []


def test_what_should_be_there_and_is_not_is_an_error(
    sqlite_there: Installation, tmp_path: Path
) -> None:
    copies = str(tmp_path / "copies")
    key = sqlite_there.data / "web.key"
    key.rename(tmp_path / "key")
    assert "web.key is missing and WEB_SECRET is empty" in sqlite_there.refused("backup", copies)
    secret = {"WEB_SECRET": "s" * 48}
    assert sqlite_there.helpdesk("backup", copies, environment=secret).returncode == 0
    shutil.rmtree(copies)
    (tmp_path / "key").rename(key)
    (sqlite_there.data / "conversations.db").unlink()
    said = sqlite_there.refused("backup", copies)
    assert "conversations.db is missing: check TRACKER_DATABASE_URL" in said
    (sqlite_there.data / "conversations.db").touch()
    assert "holds no table" in sqlite_there.refused("backup", copies)
    damaged = sqlite_there.data / "helpdesk.db"
    damaged.write_bytes(b"\xff" * damaged.stat().st_size)
    shutil.copyfile(ROOT / "README.md", sqlite_there.data / "conversations.db")
    assert "keep the last good backup" in sqlite_there.refused("backup", copies)
    assert not Path(copies).exists()


def test_the_programs_of_postgresql_are_asked_for(postgres: Postgres, tmp_path: Path) -> None:
    there = Installation(tmp_path, (postgres.database(), postgres.database()))
    there.fill()
    copies = str(tmp_path / "copies")
    without = {"PATH": str(tmp_path)}
    said = there.refused("backup", copies, environment=without)
    assert "pg_dump is not on PATH: install PostgreSQL's client programs" in said
    old = tmp_path / "pg_dump"
    old.write_text(
        "#!/bin/sh\necho 'pg_dump: error: aborting because of server version mismatch'"
        " >&2\nexit 1\n"
    )
    old.chmod(0o755)
    said = there.refused("backup", copies, environment={"PATH": f"{tmp_path}:/bin"})
    assert "of the server's version or a newer one" in said
    assert not list(tmp_path.glob("*copies*"))


def test_the_password_is_no_argument(postgres: Postgres, tmp_path: Path) -> None:
    """Arguments of a process are seen by every account of the machine."""
    address = postgres.database()
    there = Installation(tmp_path, (address, postgres.database()))
    there.fill()
    spy = tmp_path / "pg_dump"
    spy.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/seen\nexec {PROGRAMS}/pg_dump "$@"\n')
    spy.chmod(0o755)
    url = address.replace("postgres:@", "postgres:canary@").replace("postgres@", "postgres:canary@")
    assert "canary" in url
    environment = {"DATABASE_URL": url, "PATH": f"{tmp_path}:/bin"}
    done = there.helpdesk("backup", str(tmp_path / "copies"), environment=environment)
    assert done.returncode == 0, done.stderr
    assert "canary" not in (tmp_path / "seen").read_text() + done.stdout + done.stderr


def test_old_backups_are_removed_and_nothing_else(
    sqlite_there: Installation, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    for name in ("1", "2"):
        assert sqlite_there.helpdesk("backup", str(backups / name)).returncode == 0
        age(backups / name, int(name))
    (backups / "1" / ".env").write_text("kept with it")
    for other in ("photos", ".killed.unfinished", ".busy.unfinished"):
        (backups / other).mkdir()
        (backups / other / "manifest.json").write_text('{"name": "an app of the web"}')
    with filling(backups / ".busy.unfinished"):  # another backup, under way
        done = sqlite_there.helpdesk("backup", str(backups / "3"), "--keep", "1", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["removed"] == [str(backups / "2")]
    assert "backups/1 stays" in " ".join(done.stderr.split())
    assert {path.name for path in backups.iterdir()} == {"1", "3", "photos", ".busy.unfinished"}


def age(folder: Path, day: int) -> None:
    """Let a backup be of another day."""
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    file.write_text(json.dumps({**manifest, "at": f"2026-01-0{day}T00:00:00Z"}))


@pytest.fixture
def settings(sqlite_there: Installation, monkeypatch: pytest.MonkeyPatch) -> SharedSettings:
    """An assistant with its own data folder and an imported listing."""
    for name, value in sqlite_there.environment.items():
        monkeypatch.setenv(name, value)
    return load_settings(SharedSettings)


def test_an_emptied_database_never_gets_sample_people(settings: SharedSettings) -> None:
    for file in settings.data_dir.glob("helpdesk.db*"):
        file.unlink()
    prepare_store(settings, by="Pat")
    with pytest.raises(StoreError, match=r"is empty, but a listing was imported .* restore"):
        prepare_registry(settings)


def test_a_damaged_database_starts_nothing(settings: SharedSettings) -> None:
    file = settings.data_dir / "helpdesk.db"
    file.write_bytes(b"\xff" * file.stat().st_size)
    with pytest.raises(StoreError, match="restore a backup"):
        require_whole(settings)
