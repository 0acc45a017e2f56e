"""Everything that must be there before the assistant can start: encoder, model, database."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.operations.supervisor.engine_jobs import run_job
from common.database import Database, StoreError, transact
from common.database.capacity import check_room
from common.database.locks import lock
from common.engine_list import EngineList
from common.settings import ROOT, SharedSettings
from contacts.importing import ImportRequest, import_contacts
from contacts.queries import holds_sample, newest_import
from faq_kb.source import FOLDER, read_knowledge_base
from faq_kb.store import CachedKnowledge, Publication, load

SAMPLE_LISTING = ROOT / "contacts" / "sample" / "contacts.csv"
# What a trained model depends on.
ENCODER_INPUTS = ("bot/nlu/encoder", "locks/engine.lock")
ENCODER_FILES = ("model.onnx", "embeddings.bin", "tokenizer.json")
MODEL_INPUTS = (
    "config.yml",
    "domain.yml",
    "data",
    "bot/nlu",
    "bot/engine/model_jobs.py",
    "bot/engine/training_data.py",
    "locks/engine.lock",
)

# The processes that have a pool of connections to the database, without the engine's own. Beside
# them: one that listens (web app), one that holds the lead (delivery).
POOLS = ("action server", "delivery", "web app")
BESIDE_POOLS = 2
FIRST_LISTING = "first listing"
# Names the databases into which a listing was imported: theirs is never the sample again.
LISTING_NOTE = "listing-imported"

Progress = Callable[[str], None]


def fingerprint(inputs: tuple[str, ...], root: Path = ROOT) -> str:
    """Digest of names and contents of the files: the same inputs, the same model."""
    digest = hashlib.sha256()
    for file in sorted(_files(inputs, root)):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root)} {content}\n".encode())
    return digest.hexdigest()[:16]


def _files(inputs: tuple[str, ...], root: Path) -> Iterator[Path]:
    for name in inputs:
        path = root / name
        if path.is_dir():
            yield from (
                file
                for file in path.rglob("*")
                if file.is_file() and file.suffix in (".py", ".yml")
            )
        else:
            yield path


def model_path(settings: SharedSettings) -> Path:
    """Where the model of today's inputs is, or will be."""
    return settings.models / f"{fingerprint(MODEL_INPUTS)}.tar.gz"


def prepare_encoder(settings: SharedSettings, progress: Progress) -> None:
    """Build the sentence encoder unless it is there, whole, for today's inputs."""
    stamp = settings.encoder / "fingerprint"
    if stamp.is_file() and stamp.read_text() == encoder_stamp(settings):
        return
    progress("Building the sentence encoder")
    run_job(settings, "encoder", settings.encoder)
    stamp.write_text(encoder_stamp(settings))


def encoder_stamp(settings: SharedSettings) -> str:
    """What the encoder was built from and a digest of its files: one cut short is built anew."""
    digest = hashlib.sha256()
    for name in ENCODER_FILES:
        file = settings.encoder / name
        digest.update(file.read_bytes() if file.is_file() else b"")
    return f"{fingerprint(ENCODER_INPUTS)} {digest.hexdigest()}"


def prepare_model(settings: SharedSettings, progress: Progress, *, force: bool = False) -> Path:
    """Train unless today's inputs have a model; older models are removed afterwards,
    but the one that is being served."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second finds it done
        return _prepare_model(settings, progress, force=force)


def _prepare_model(settings: SharedSettings, progress: Progress, *, force: bool) -> Path:
    prepare_encoder(settings, progress)
    model = model_path(settings)
    if force or not model.is_file():
        progress("Training the model (about two minutes)")
        settings.models.mkdir(parents=True, exist_ok=True)
        run_job(settings, "train", model)
    running = EngineList.read(settings.data_dir)
    # An engine that runs may have to be started again with the model that it has.
    kept = {model, Path(running.model)} if running else {model}
    for old in settings.models.glob("*.tar.gz"):
        if old not in kept:
            old.unlink()
    return model


def prepare_store(
    settings: SharedSettings, folder: Path = FOLDER, *, by: str, reason: str = ""
) -> Publication:
    """Migrate the database and publish what the files of the folder changed; `by` is who did."""
    knowledge = read_knowledge_base(folder)
    with closing(Database(settings.database_url)) as database:
        database.migrate()
        return transact(database, lambda session: load(session, knowledge, by=by, reason=reason))


def prepare_registry(settings: SharedSettings) -> bool:
    """Give a new contact registry the sample listing; whether it was new.

    Raises StoreError for one that is empty although a listing was imported into it.
    """
    with closing(Database(settings.database_url)) as database:
        return transact(database, lambda session: _import_first(session, settings))


def _import_first(session: Session, settings: SharedSettings) -> bool:
    lock(session, FIRST_LISTING)  # who comes second finds it done
    if newest_import(session):
        if not holds_sample(session):
            note_listing(settings)
        return False
    _require_never_imported(settings)
    import_contacts(session, ImportRequest(SAMPLE_LISTING, by="first start", sample=True))
    return True


def require_whole(settings: SharedSettings) -> None:
    """Raise StoreError when a database file is damaged."""
    for url in (settings.database_url, settings.tracker_database_url):
        with closing(Database(url)) as database:
            database.require_whole()


def connection_warning(settings: SharedSettings) -> str:
    """Whether PostgreSQL has too few connections left for our processes; empty where it has enough.

    Raises StoreError when it can never have as many.
    """
    wanted = len(POOLS) * settings.database_pool_size + BESIDE_POOLS
    with closing(Database(settings.database_url)) as database:
        return check_room(database, wanted, f"{', '.join(POOLS)} together")


def note_listing(settings: SharedSettings) -> None:
    """Remember outside the database that a listing was imported into it."""
    note = settings.data_dir / LISTING_NOTE
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    known = note.read_text(encoding="utf-8").splitlines() if note.is_file() else []
    if (name := _name(settings)) not in known:
        note.write_text("".join(f"{line}\n" for line in [*known, name]), encoding="utf-8")


def _require_never_imported(settings: SharedSettings) -> None:
    note = settings.data_dir / LISTING_NOTE
    if note.is_file() and _name(settings) in note.read_text(encoding="utf-8").splitlines():
        raise StoreError(
            f"database {_name(settings)} is empty, but a listing was imported into it: restore a "
            "backup (docs/operations.md), or begin anew with `helpdesk contacts import FILE`"
        )


def first_question(settings: SharedSettings) -> str:
    """The first question of the catalog. Raises StoreError."""
    with closing(Database(settings.database_url)) as database:
        procedures = CachedKnowledge(database).current().procedures
    return next(iter(procedures.values())).question


def _name(settings: SharedSettings) -> str:
    return make_url(settings.database_url).render_as_string()
