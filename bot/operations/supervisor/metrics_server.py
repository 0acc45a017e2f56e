"""Serves the metrics of all processes of this host at one address, from the supervisor's process.

The supervisor is there before its children and after them: when one has died, the scrape still
answers and says so.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from bot.operations.supervisor.metrics_collectors import (
    CarefulCollector,
    HealthCollector,
    ProcessCollector,
    StoreCollector,
)
from bot.operations.supervisor.processes import StartError
from bot.operations.supervisor.settings import RunSettings
from common.database import Database
from common.telemetry.instruments import FOLDER, FOLDER_NAME

HEALTH = "/api/health"


@contextmanager
def serving_metrics(settings: RunSettings) -> Iterator[None]:
    """Serve until the end of the block, and let the processes started in it count.

    METRICS_PORT is set. Raises StartError when the address cannot be used.
    """
    host, port = settings.telemetry.metrics_host, settings.telemetry.metrics_port
    assert port is not None
    folder, registry = settings.shared.data_dir / FOLDER_NAME, CollectorRegistry()
    try:
        # Before the folder is emptied: another assistant may be counting in it.
        server, thread = start_http_server(port, host, registry)
    except OSError as error:
        raise StartError(
            f"metrics cannot be served at {host}:{port} ({error.strerror or error}): choose "
            "another METRICS_PORT or METRICS_HOST in .env"
        ) from error
    database = Database(settings.shared.database_url)
    try:
        _empty(folder)
        os.environ[FOLDER] = str(folder)
        counted = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]
        health = HealthCollector(f"{settings.web.local_url}{HEALTH}")
        # Dead processes are taken out of the count before it is read.
        for collector in (ProcessCollector(folder), counted, health, StoreCollector(database)):
            registry.register(CarefulCollector(collector))
        yield
    finally:
        os.environ.pop(FOLDER, None)
        server.shutdown()
        server.server_close()
        thread.join()
        database.close()


def _empty(folder: Path) -> None:
    """Counts of an earlier run would be added to ours."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
