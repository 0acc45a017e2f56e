"""The systemd units: without a fault, hardened, and with accounts of their own."""

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from bot.operations.settings import ROOT
from tests.support.debian import program

FOLDER = ROOT / "deploy" / "systemd"
SYSTEM = Path("/usr/lib/systemd/system")
SERVICES = sorted(file.name for file in FOLDER.glob("*.service"))
UNITS = sorted(file.name for file in FOLDER.iterdir() if file.suffix != ".conf")
PROGRAMS = ("opt/helpdesk/.venv/app/bin/helpdesk", "bin/sh", "bin/cp", "bin/ln")
# Of ten; the exposure that systemd itself calls OK ends at 3.
HIGHEST = 2.5
VARIABLE = re.compile(r"^([A-Z_]+)=", re.MULTILINE)
# Of the engines in any number, which are merged after this.
EXPOSURE = re.compile(r"Overall exposure level for .*: ([\d.]+) ")


@pytest.fixture(scope="module")
def analyze() -> Path:
    return program("systemd-analyze", "systemd")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root folder as after an installation."""
    root = tmp_path_factory.mktemp("root")
    ours, theirs = root / "etc/systemd/system", root / "usr/lib/systemd/system"
    shutil.copytree(FOLDER, ours)
    theirs.mkdir(parents=True)
    for kind in ("target", "slice"):
        for unit in SYSTEM.glob(f"*.{kind}"):
            shutil.copyfile(unit, theirs / unit.name)
    for place in PROGRAMS:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("/bin/true", root / place)
    return root


def settings(unit: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((FOLDER / unit).read_text())
    return parser


def test_systemd_finds_no_fault(analyze: Path, machine: Path) -> None:
    units = [unit.replace("@.", "@1.") for unit in UNITS]
    done = subprocess.run(
        [analyze, f"--root={machine}", "--man=no", "verify", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES)
def test_every_service_is_hardened(analyze: Path, unit: str) -> None:
    command = [analyze, "security", "--offline=true", "--no-pager", FOLDER / unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = EXPOSURE.search(done.stdout)
    assert found, done.stderr
    assert float(found[1]) < HIGHEST


def test_the_engine_has_an_account_and_settings_of_its_own() -> None:
    owners = {unit: settings(unit)["Service"] for unit in SERVICES}
    engine = owners.pop("helpdesk-engine@.service")
    assert engine["User"] not in {one["User"] for one in owners.values()}
    assert engine["EnvironmentFile"] not in {one["EnvironmentFile"] for one in owners.values()}
    made = (FOLDER / "sysusers.conf").read_text()
    for service in (engine, *owners.values()):
        assert re.search(rf"^u {service['User']} ", made, re.MULTILINE)


def test_the_examples_of_settings_name_settings() -> None:
    known = set(VARIABLE.findall((ROOT / ".env.example").read_text()))
    for file in (ROOT / "deploy").glob("*.env.example"):
        named = VARIABLE.findall(file.read_text())
        assert named
        assert set(named) <= known, file


def test_the_target_starts_every_process() -> None:
    wanted = set(re.findall(r"helpdesk-[a-z]+", (FOLDER / "helpdesk.target").read_text()))
    parts = {unit.partition(".")[0].rstrip("@") for unit in SERVICES}
    assert wanted == parts - {"helpdesk", "helpdesk-backup"}
