"""Builds both Python environments from the lock files; runs on any Python 3.9+, without packages.

`python3 bot/bootstrap.py [--tests] [helpdesk ...]`; `--tests` adds the packages of the tests.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn, Optional

ROOT = Path(__file__).resolve().parents[1]
VENVS = ROOT / ".venv"
LOCKS = ROOT / "locks"
UV_LOCK = LOCKS / "uv.lock"
Version = tuple[int, int, int]
# For each Python the first patch release without vulnerabilities that a hostile file or peer can
# use (all fix tarfile's filters, CVE-2025-4517).
SAFE_PATCHES = {10: 18, 12: 11, 13: 4, 14: 0}


class Environment(NamedTuple):
    """One of the two environments: its lock files and the Python versions that fit it."""

    name: str
    lowest: int  # minor versions of Python 3
    below: int
    preferred: int

    @property
    def path(self) -> Path:
        return VENVS / self.name

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def lock(self) -> Path:
        return LOCKS / f"{self.name}.lock"

    @property
    def tests_lock(self) -> Path:
        """The packages that the tests need besides `lock`."""
        return LOCKS / f"{self.name}-test.lock"

    def accepts(self, version: Version) -> bool:
        return version[0] == 3 and self.lowest <= version[1] < self.below


ENGINE = Environment("engine", 10, 11, 10)
APP = Environment("app", 12, 15, 13)


class SetUpError(Exception):
    """Something is missing; one line says what, and what to do."""


def run(*command: object, quiet: bool = False) -> None:
    """Run a command; show its output unless `quiet`, and on a failure in any case."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, capture_output=quiet, text=True, check=False)
    if done.returncode:
        detail = (done.stderr or "").strip().splitlines()[-3:] if quiet else []
        raise SetUpError(" ".join(["failed:", *words, *detail]))


def version_of(python: Path) -> Optional[Version]:
    """Version of an interpreter, or None when it does not start (a pyenv shim may refuse)."""
    probe = "import sys, venv; print(*sys.version_info[:3])"
    try:
        done = subprocess.run(
            [str(python), "-c", probe],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = done.stdout.split()
    if done.returncode or len(words) != 3:
        return None
    major, minor, patch = map(int, words)
    return major, minor, patch


def is_safe(version: Version) -> bool:
    """Whether the interpreter has the security fixes that matter here."""
    return version[2] >= SAFE_PATCHES.get(version[1], 0)


def candidates(environment: Environment) -> list[Path]:
    """Interpreters worth trying: this one, those on PATH, those under pyenv."""
    minors = range(environment.lowest, environment.below)
    order = sorted(minors, key=lambda minor: (minor != environment.preferred, -minor))
    found: list[Path] = []
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for minor in order:
        folders = os.environ.get("PATH", "").split(os.pathsep)
        found += [Path(folder) / f"python3.{minor}" for folder in folders]
        found += sorted(pyenv.glob(f"3.{minor}.*/bin/python3.{minor}"), key=by_patch, reverse=True)
    return [path for path in (*found, Path(sys.executable)) if path.is_file()]


def by_patch(python: Path) -> tuple[int, ...]:
    """Order of interpreters under pyenv: 3.10.13 comes after 3.10.9."""
    words = python.parents[1].name.split(".")
    return tuple(int(word) if word.isdigit() else -1 for word in words)


def interpreter(environment: Environment, uv: Path) -> Path:
    """An interpreter that fits: one with all fixes, else one from uv, else any."""
    known = [(path, version_of(path)) for path in candidates(environment)]
    fitting = [(path, found) for path, found in known if found and environment.accepts(found)]
    for path, found in fitting:
        if is_safe(found):
            return path
    wanted = f"3.{environment.preferred}"
    try:
        return downloaded(environment, uv)
    except (SetUpError, subprocess.CalledProcessError) as error:
        if not fitting:
            raise SetUpError(
                f"no Python {wanted} for the {environment.name} environment: install it "
                f"(`pyenv install {wanted}`, `uv python install {wanted}` or your distribution's "
                f"python{wanted} with its venv package), then run make again"
            ) from error
    path, found = fitting[0]
    shown = ".".join(map(str, found))
    least = f"3.{found[1]}.{SAFE_PATCHES[found[1]]}"
    print(
        f"WARNING: Python {shown} of the {environment.name} environment lacks security fixes, and "
        f"uv couldn't download a newer one: install {least} or later, delete "
        f".venv/{environment.name}, then run make again",
        file=sys.stderr,
        flush=True,
    )
    return path


def downloaded(environment: Environment, uv: Path) -> Path:
    """An interpreter of uv's own, with all fixes. Raises SetUpError or CalledProcessError."""
    minor = environment.preferred
    # So that an older one, which uv installed earlier, doesn't count.
    wanted = f">=3.{minor}.{SAFE_PATCHES[minor]},<3.{minor + 1}"
    run(uv, "python", "install", wanted, quiet=True)
    found = subprocess.run(
        [str(uv), "python", "find", "--managed-python", wanted],
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(found.stdout.strip())


def installed_uv() -> Path:
    """The pinned uv, in an environment of its own: the machine's uv may be another version."""
    home = VENVS / "uv"
    uv = home / "bin" / "uv"
    wanted = digest(UV_LOCK.read_bytes())
    if uv.is_file() and read(home / "lock.sha256") == wanted:
        return uv
    try:
        run(sys.executable, "-m", "venv", "--clear", home, quiet=True)
        install = (home / "bin" / "python", "-m", "pip", "install", "-q", "--no-deps")
        run(*install, "--require-hashes", "-r", UV_LOCK, quiet=True)
    except SetUpError as error:
        raise SetUpError(
            f"cannot install uv with {sys.executable}: {error}. On Debian or Ubuntu install "
            "python3-venv; behind a proxy set PIP_INDEX_URL; then run make again"
        ) from error
    (home / "lock.sha256").write_text(wanted)
    return uv


def build(environment: Environment, uv: Path, *, tests: bool = False) -> None:
    """Install what the lock file says, and on request what the tests need."""
    install = (
        # Compiled once here: where Python can't write its cache, Rasa takes 8 s longer to start.
        *(uv, "pip", "install", "-q", "--compile-bytecode"),
        *("--python", environment.python, "--no-deps"),
    )
    build_base(environment, uv, install)
    wanted = digest(environment.tests_lock.read_bytes())
    stamp = environment.path / "tests.sha256"
    if not tests or read(stamp) == wanted:
        return
    print(f"Adding the test packages of the {environment.name} environment ...", flush=True)
    run(*install, "--require-hashes", "-r", environment.tests_lock)
    stamp.write_text(wanted)


def build_base(environment: Environment, uv: Path, install: tuple[object, ...]) -> None:
    """Rebuild the environment if its lock file has changed."""
    inputs = environment.lock.read_bytes()
    if environment is APP:  # the project itself is installed there, with its command
        inputs += (ROOT / "pyproject.toml").read_bytes()
    wanted = digest(inputs)
    stamp = environment.path / "lock.sha256"
    if read(stamp) == wanted and version_of(environment.python):
        return
    python = interpreter(environment, uv)
    print(f"Setting up the {environment.name} environment ({python}) ...", flush=True)
    run(uv, "venv", "-q", "--clear", "--python", python, environment.path)
    run(*install, "--require-hashes", "-r", environment.lock)
    if environment is APP:
        run(*install, "--no-build-isolation", "--offline", "--editable", ROOT)
    stamp.write_text(wanted)


def digest(content: bytes) -> str:
    """The stamp of the files that an environment was made from."""
    return hashlib.sha256(content).hexdigest()


def read(stamp: Path) -> str:
    """Text of a stamp; empty where there is none."""
    return stamp.read_text() if stamp.is_file() else ""


def main() -> NoReturn:
    """Set up, then become `helpdesk` with the arguments given, if any."""
    words = sys.argv[1:]
    tests = words[:1] == ["--tests"]
    command = words[1:] if tests else words
    try:
        VENVS.mkdir(exist_ok=True)
        with (VENVS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # one set-up at a time
            uv = installed_uv()
            for environment in (ENGINE, APP):
                build(environment, uv, tests=tests)
        if command:
            program = APP.path / "bin" / command[0]
            os.execv(program, [str(program), *command[1:]])
    except KeyboardInterrupt:
        sys.exit(130)
    except (SetUpError, OSError) as error:
        sys.exit(f"set-up: {error}")
    sys.exit(0)


if __name__ == "__main__":
    main()
