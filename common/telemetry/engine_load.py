"""How many messages wait for an engine and how many it is answering, as a front door sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from common.telemetry.metrics import ENGINE_IN_FLIGHT, ENGINE_WAITING
from common.telemetry.stages import Stage


class EngineLoad:
    """Of the engine at an address; its host and port name it in the metrics."""

    def __init__(self, url: str) -> None:
        self._engine = urlsplit(url).netloc

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Around the wait for a place at it."""
        ENGINE_WAITING.change(self._engine, by=1)
        try:
            with Stage("queue_wait"):
                yield
        finally:
            ENGINE_WAITING.change(self._engine, by=-1)

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Around the call to it."""
        ENGINE_IN_FLIGHT.change(self._engine, by=1)
        try:
            yield
        finally:
            ENGINE_IN_FLIGHT.change(self._engine, by=-1)
