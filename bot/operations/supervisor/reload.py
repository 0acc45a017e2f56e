"""Gets everything ready for a reload, by the new version's own code."""

import asyncio
import json
import sys
from pathlib import Path

from bot.operations.supervisor.processes import Plan, StartError, app_environment
from bot.operations.supervisor.settings import RunSettings
from common.settings import ROOT, SettingsError, load_settings

# `helpdesk`, whatever the command is called where it is installed.
HELPDESK = [sys.executable, "-c", "from bot.operations.cli import main; main()"]


async def prepare_reload(settings: RunSettings) -> Plan:
    """What is to run after the reload of an assistant with these settings.

    In a process of its own: this one's code is that of its start. Raises StartError.
    """
    process = await asyncio.create_subprocess_exec(
        *HELPDESK,
        "prepare",
        "--json",
        cwd=ROOT,
        env=app_environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        lines = err.decode(errors="replace").strip().splitlines() or ["no output"]
        raise StartError(lines[-1].removeprefix("error: "))
    prepared = json.loads(out)
    return Plan(_settings_now(settings), Path(prepared["model"]), prepared["question"])


def _settings_now(settings: RunSettings) -> RunSettings:
    """The settings in force, with the secret that all know; ports stay until the next start."""
    try:
        now = load_settings(RunSettings)
    except SettingsError:  # they fit the new version, which has checked them
        return settings
    kept = {
        name: getattr(settings.shared, name)
        for name in ("engine_secret", "data_dir", "engine_host", "actions_host")
    }
    return RunSettings(
        **{**vars(now), "shared": now.shared.model_copy(update=kept), "web": settings.web}
    )
