"""Begins metrics and traces in a process, as its environment says."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from common.telemetry import presence
from common.telemetry.instruments import FOLDER, FOLDER_NAME, is_collected
from common.telemetry.metrics import PROCESS_STARTS, ProcessName
from common.telemetry.tracing import tracing

logger = logging.getLogger(__name__)


def join_metrics(data_dir: Path) -> None:
    """Let this command count where the running assistant does, if that counts at all."""
    if presence.living(folder := data_dir / FOLDER_NAME):
        os.environ[FOLDER] = str(folder)


def start_telemetry(process: ProcessName) -> None:
    """Count the start, be seen as alive, and send traces. Raises OSError without the folder."""
    if is_collected():
        presence.hold(Path(os.environ[FOLDER]), process)
        PROCESS_STARTS.add(process)
    tracing.start(f"helpdesk-{process}")
    logger.info("the process %s has started", process)
