"""A command in a terminal: what a person types, and all that the screen shows."""

import os
import pty
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.operations.settings import ROOT

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def typed(
    command: Sequence[str | Path], lines: Sequence[str], environment: Mapping[str, str], prompt: str
) -> str:
    """The screen after each line was typed at its prompt, and the end of input at the last one."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment, "TERM": "dumb", "COLUMNS": "80"},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        screen = "".join(_until(ours, prompt) + _type(ours, line) for line in lines)
        screen += _until(ours, prompt)
        os.write(ours, b"\x04")
        screen += _until(ours, "")
        os.close(ours)
        assert process.wait(timeout=30) == 0, screen
    return ESCAPES.sub("", screen).replace("\r\n", "\n")


def _type(terminal: int, line: str) -> str:
    os.write(terminal, f"{line}\n".encode())
    return ""


def _until(terminal: int, prompt: str) -> str:
    """What is shown until the prompt stands at the end; until the end where there is none."""
    shown = b""
    while not prompt or not shown.decode(errors="ignore").endswith(prompt):
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # nobody has the other end any more
            piece = b""
        if not piece:
            assert not prompt, shown.decode(errors="replace")
            break
        shown += piece
    return shown.decode()
