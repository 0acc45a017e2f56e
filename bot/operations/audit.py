"""`make audit`: known advisories about everything that the lock files pin.

Exit status 0: the lists were read and name none; 1: they name some; 2: a list was out of reach,
so that nothing is known.
"""

import json
import subprocess
import sys
from pathlib import Path

from bot.operations.supervisor.node import NodeError, find_node, install_node
from common.settings import ROOT

LOCKS = ("engine", "app", "engine-test", "app-test", "uv")
HOME = ROOT / ".venv" / "audit"
UV = ROOT / ".venv" / "uv" / "bin" / "uv"
CLEAN, FOUND, UNKNOWN = 0, 1, 2
SHOWN = 5


def python_packages(lock: str, tool: Path) -> int:
    """Ask PyPI's list of advisories for each pinned version of a lock file."""
    options = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json")
    done = _run([str(tool), *options, "-r", str(ROOT / lock)])
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return _unknown(lock, done.stderr)
    faults = [
        f"{lock}: {package['name']} {package['version']}: {fault['id']}, fixed in "
        f"{', '.join(fault['fix_versions']) or 'no version'}"
        for package in packages
        for fault in package.get("vulns", [])
    ]
    # No clean bill for what the list does not know; a mirror may have no list at all.
    if unknown := [package["name"] for package in packages if "skip_reason" in package]:
        print(
            f"{lock}: NOT CHECKED, {len(unknown)} of {len(packages)} packages are not in the list "
            f"of advisories: {', '.join(unknown[:SHOWN])}{' ...' if unknown[SHOWN:] else ''}"
        )
    return UNKNOWN if unknown and not faults else _report(lock, faults)


def npm_packages() -> int:
    """Ask npm's list for the packages of the web pages."""
    name = "bot/channels/web/browser/package-lock.json"
    try:
        node = find_node() or install_node(print)
    except NodeError as error:
        return _unknown(name, str(error))
    command = [*node.npm, "audit", "--package-lock-only", "--json"]
    done = _run(command, cwd=ROOT / "bot" / "channels" / "web" / "browser", env=node.environment())
    try:
        answer = json.loads(done.stdout)
        faults = [
            f"{name}: {key}: {fault['severity']}"
            for key, fault in answer["vulnerabilities"].items()
        ]
    except (ValueError, TypeError):
        return _unknown(name, done.stderr)
    except KeyError:
        return _unknown(name, str(answer.get("message", done.stderr)))
    return _report(name, faults)


def main() -> int:
    """The worst that any list says; what is unknown is worse than what is clean."""
    tool = HOME / "bin" / "pip-audit"
    install = [str(UV), "pip", "install", "-q", "--no-deps", "--require-hashes"]
    made = _run([str(UV), "venv", "-q", "--clear", "--python", sys.executable, str(HOME)])
    lock = ("--python", str(HOME / "bin" / "python"), "-r", str(ROOT / "locks" / "audit.lock"))
    added = _run([*install, *lock]) if made.returncode == 0 else made
    if added.returncode:
        results = [_unknown("pip-audit", added.stderr)]
    else:
        results = [python_packages(f"locks/{name}.lock", tool) for name in LOCKS]
    results.append(npm_packages())
    return FOUND if FOUND in results else max(results)


def _run(
    command: list[str], cwd: Path = ROOT, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def _report(name: str, faults: list[str]) -> int:
    print("\n".join(faults) if faults else f"{name}: no known advisory")
    return FOUND if faults else CLEAN


def _unknown(name: str, said: str) -> int:
    reason = (said.strip().splitlines() or ["no answer"])[-1][:200]
    print(f"{name}: NOT CHECKED, the list of advisories cannot be reached: {reason}")
    return UNKNOWN


if __name__ == "__main__":
    sys.exit(main())
