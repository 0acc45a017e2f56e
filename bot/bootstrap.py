"""Build both environments from the lock files; any Python 3.9+ runs it, without a package."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn, Optional

ROOT = Path(__file__).resolve().parents[1]
VENVS = ROOT / ".venv"
UV_VERSION = "0.13.8"
Version = tuple[int, int]


class Environment(NamedTuple):
    """One of the two environments: its lock file and the interpreters that fit it."""

    name: str
    lowest: Version
    below: Version
    preferred: Version

    @property
    def path(self) -> Path:
        return VENVS / self.name

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def lock(self) -> Path:
        return ROOT / f"{self.name}.lock"

    def accepts(self, version: Version) -> bool:
        return self.lowest <= version < self.below


ENGINE = Environment("engine", (3, 10), (3, 11), (3, 10))
DESK = Environment("desk", (3, 12), (3, 15), (3, 13))


class SetUpError(Exception):
    """What is missing, and what to do about it, in one line."""


def run(*command: object, quiet: bool = False) -> None:
    """Run a command; its output is shown unless `quiet`, and always when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, capture_output=quiet, text=True, check=False)
    if done.returncode:
        detail = (done.stderr or "").strip().splitlines()[-3:] if quiet else []
        raise SetUpError(" ".join(["failed:", *words, *detail]))


def version_of(python: Path) -> Optional[Version]:
    """Version of an interpreter, or None when it does not start (a pyenv shim may refuse)."""
    probe = "import sys, venv; print(*sys.version_info[:2])"
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
    return (int(words[0]), int(words[1])) if done.returncode == 0 and len(words) == 2 else None


def candidates(environment: Environment) -> list[Path]:
    """Interpreters worth trying: this one, those on PATH, those under pyenv."""
    minors = range(environment.lowest[1], environment.below[1])
    order = sorted(minors, key=lambda minor: (minor != environment.preferred[1], -minor))
    found: list[Path] = []
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for minor in order:
        folders = os.environ.get("PATH", "").split(os.pathsep)
        found += [Path(folder) / f"python3.{minor}" for folder in folders]
        found += sorted(pyenv.glob(f"3.{minor}.*/bin/python3.{minor}"), reverse=True)
    return [path for path in (*found, Path(sys.executable)) if path.is_file()]


def interpreter(environment: Environment, uv: Path) -> Path:
    """Path of an interpreter that fits, installed through uv if the machine has none."""
    for path in candidates(environment):
        version = version_of(path)
        if version and environment.accepts(version):
            return path
    wanted = "{}.{}".format(*environment.preferred)
    try:
        run(uv, "python", "install", wanted, quiet=True)
        found = subprocess.run(
            [str(uv), "python", "find", wanted],
            capture_output=True,
            text=True,
            check=True,
        )
    except (SetUpError, subprocess.CalledProcessError) as error:
        raise SetUpError(
            f"no Python {wanted} for the {environment.name} environment: install it "
            f"(`pyenv install {wanted}`, `uv python install {wanted}` or your distribution's "
            f"python{wanted} with its venv package), then run make again"
        ) from error
    return Path(found.stdout.strip())


def installed_uv() -> Path:
    """The pinned uv in an environment of its own, so that nothing of the machine decides."""
    home = VENVS / "uv"
    uv = home / "bin" / "uv"
    stamp = home / "version"
    if uv.is_file() and stamp.is_file() and stamp.read_text() == UV_VERSION:
        return uv
    try:
        run(sys.executable, "-m", "venv", "--clear", home, quiet=True)
        run(
            home / "bin" / "python",
            "-m",
            "pip",
            "install",
            "-q",
            f"uv=={UV_VERSION}",
            quiet=True,
        )
    except SetUpError as error:
        raise SetUpError(
            f"cannot install uv with {sys.executable}: {error}. On Debian or Ubuntu install "
            "python3-venv; behind a proxy set PIP_INDEX_URL; then run make again"
        ) from error
    stamp.write_text(UV_VERSION)
    return uv


def build(environment: Environment, uv: Path) -> None:
    """Make the environment hold exactly what its lock file says; nothing to do if it does."""
    inputs = environment.lock.read_bytes()
    if environment is DESK:  # the project itself is installed there, with its command
        inputs += (ROOT / "pyproject.toml").read_bytes()
    wanted = hashlib.sha256(inputs).hexdigest()
    stamp = environment.path / "lock.sha256"
    if stamp.is_file() and stamp.read_text() == wanted and version_of(environment.python):
        return
    python = interpreter(environment, uv)
    print(f"Setting up the {environment.name} environment ({python}) ...", flush=True)
    run(uv, "venv", "-q", "--clear", "--python", python, environment.path)
    # Compiled once here: where Python may not write its cache, Rasa takes 8 s more at each start.
    install = (
        *(uv, "pip", "install", "-q", "--compile-bytecode"),
        *("--python", environment.python, "--no-deps"),
    )
    run(*install, "--require-hashes", "-r", environment.lock)
    if environment is DESK:
        run(*install, "--no-build-isolation", "--offline", "--editable", ROOT)
    stamp.write_text(wanted)


def main() -> NoReturn:
    """Set up, then become `helpdesk` with the arguments given, if any."""
    try:
        VENVS.mkdir(exist_ok=True)
        with (VENVS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # one set-up at a time
            uv = installed_uv()
            for environment in (ENGINE, DESK):
                build(environment, uv)
        if len(sys.argv) > 1:
            command = DESK.path / "bin" / sys.argv[1]
            os.execv(command, [str(command), *sys.argv[2:]])
    except KeyboardInterrupt:
        sys.exit(130)
    except (SetUpError, OSError) as error:
        sys.exit(f"set-up: {error}")
    sys.exit(0)


if __name__ == "__main__":
    main()
