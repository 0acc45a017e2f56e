"""A job that ends by itself ends well; one whose parent goes ends, too."""

import subprocess
import sys

from bot.operations.settings import ROOT

FOLLOW = "from common.parent_process import exit_with_parent; exit_with_parent(); "


def start(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", FOLLOW + code], cwd=ROOT, stdin=subprocess.PIPE)


def test_a_job_that_is_done_ends_with_status_0() -> None:
    with start("print('done')") as job:
        assert job.wait(timeout=30) == 0


def test_a_job_ends_with_its_parent() -> None:
    with start("import time; time.sleep(600)") as job:
        assert job.stdin is not None
        job.stdin.close()
        assert job.wait(timeout=30) == 0
