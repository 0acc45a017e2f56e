"""Builds the scripts and styles of the web pages from bot/channels/web/browser."""

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.operations.supervisor.node import Node, NodeError, find_node, install_node
from common.settings import ROOT, SharedSettings
from locales import load_catalog

SOURCES = ROOT / "bot" / "channels" / "web" / "browser"
# Left by people who work in the source folder; not sources.
NOT_SOURCES = frozenset({"node_modules", "dist", "labels.json"})
LOCK = "package-lock.json"
MADE = ("manifest.json", "widget.js", "console.json")

Say = Callable[[str], None]


class WebBuildError(Exception):
    """The web pages can't be built; one line names the step, its message and the remedy."""


@dataclass(frozen=True)
class _Folders:
    root: Path

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def dist(self) -> Path:
        """A link to the newest of `built`, so that it changes at once."""
        return self.root / "dist"

    @property
    def built(self) -> Path:
        return self.root / "built"

    @property
    def log(self) -> Path:
        return self.root / "build.log"


def build_web(settings: SharedSettings, say: Say) -> Path:
    """The folder of the built files, rebuilt when the sources, the labels or the lock changed.

    Raises WebBuildError.
    """
    folders = _Folders(settings.web)
    labels = _labels(settings.locale)
    wanted = fingerprint(labels)
    if _is_built(folders, wanted):
        return folders.dist
    folders.root.mkdir(parents=True, exist_ok=True)
    with (folders.root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be building them, too
        if not _is_built(folders, wanted):
            _build(folders, labels, wanted, say)
    return folders.dist


def fingerprint(labels: str) -> str:
    """Digest of everything that the built files depend on."""
    digest = hashlib.sha256(labels.encode())
    for file in _sources():
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(SOURCES)} {content}\n".encode())
    return digest.hexdigest()[:16]


def _build(folders: _Folders, labels: str, wanted: str, say: Say) -> None:
    try:
        node = find_node() or install_node(say)
    except NodeError as error:
        raise WebBuildError(f"web pages: {error}") from error
    _copy(folders.build, labels)
    folders.log.write_text("")
    _install(folders, node, say)
    say("Building the web pages")
    remedy = "the sources in bot/channels/web/browser have a fault, or the disk is full"
    _run(node, ("run", "build"), folders, remedy)
    made = folders.build / "dist"
    if missing := [name for name in MADE if not (made / name).is_file()]:
        raise WebBuildError(f"web pages: `npm run build` made no {missing[0]}: see {folders.log}")
    _publish(folders, made, wanted)


def _install(folders: _Folders, node: Node, say: Say) -> None:
    modules = folders.build / "node_modules"
    stamp = modules / ".lock.sha256"
    wanted = hashlib.sha256((folders.build / LOCK).read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    say("Fetching the web pages' packages (about a minute)")
    remedy = "this machine must reach an npm registry (behind a proxy: npm config set proxy)"
    _run(node, ("ci", "--ignore-scripts", "--no-audit", "--no-fund"), folders, remedy)
    stamp.write_text(wanted)


def _run(node: Node, arguments: tuple[str, ...], folders: _Folders, remedy: str) -> None:
    step = f"web pages: `npm {' '.join(arguments)}` failed"
    try:
        done = subprocess.run(
            [*node.npm, *arguments],
            cwd=folders.build,
            env=node.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise WebBuildError(f"{step} ({error}): {remedy}") from error
    with folders.log.open("a") as log:
        log.write(done.stdout)
    if done.returncode:
        raise WebBuildError(f"{step} ({_reason(done.stdout)}): {remedy}; all of it: {folders.log}")


def _reason(output: str) -> str:
    """The line that says most: npm's first error, else the first with the word, else the last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
    errors = [line for line in lines if "error" in line.lower() and "A complete log" not in line]
    return (errors or lines[-1:])[0]


def _copy(build: Path, labels: str) -> None:
    build.mkdir(exist_ok=True)
    for old in build.iterdir():
        if old.name == "node_modules":
            continue
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    for file in _sources():
        copy = build / file.relative_to(SOURCES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    (build / "labels.json").write_text(labels)


def _publish(folders: _Folders, made: Path, wanted: str) -> None:
    """Switch to the new files in one step, and remove the old ones."""
    target = folders.built / wanted
    folders.built.mkdir(exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
    fresh = folders.root / "dist.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target.relative_to(folders.root))
    fresh.replace(folders.dist)
    for old in folders.built.iterdir():
        if old != target:
            shutil.rmtree(old, ignore_errors=True)


def _is_built(folders: _Folders, wanted: str) -> bool:
    return folders.dist.resolve() == (folders.built / wanted).resolve() and all(
        (folders.dist / name).is_file() for name in MADE
    )


def _sources() -> Iterator[Path]:
    for file in sorted(SOURCES.rglob("*")):
        if file.is_file() and not NOT_SOURCES & set(file.relative_to(SOURCES).parts):
            yield file


def _labels(locale: str) -> str:
    """The launcher has its words built in, so that it loads one file only; `lang`: theirs."""
    labels = load_catalog(locale).labels
    return json.dumps({"lang": labels.lang, **labels.web.model_dump()}, sort_keys=True)
