"""Every process and command refuses a database of a newer version with one clear line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from common.database import Database
from common.settings import ROOT

HELPDESK = (sys.executable, "-c", "from bot.operations.cli import main; main()")


@pytest.mark.parametrize(
    "command",
    [
        (*HELPDESK, "kb", "load"),
        (*HELPDESK, "kb", "show", "vpn_access"),
        (*HELPDESK, "contacts", "list"),
        (*HELPDESK, "drafts", "list"),
        (*HELPDESK, "feedback"),
        (*HELPDESK, "run"),
        (sys.executable, "-m", "bot.operations.supervisor.action_server"),
        (sys.executable, "-m", "bot.operations.supervisor.delivery"),
        (sys.executable, "-m", "bot.channels.web"),
    ],
    ids=lambda command: " ".join(command[-2:]),
)
def test_a_newer_schema_ends_with_one_line(command: tuple[str, ...], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'helpdesk.db'}"
    database = Database(url)
    database.migrate()
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    environment = {
        **os.environ,
        "ENGINE_SECRET": "s" * 32,
        "ENGINE_LOCALE": "en",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
    }
    kept_open, parent = os.pipe()  # a process ends when its supervisor's end of this is closed
    done = subprocess.run(
        command,
        stdin=kept_open,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(parent)
    os.close(kept_open)
    assert done.returncode == 1
    assert "at 9999, this program knows" in done.stderr
    assert "Traceback" not in done.stderr
