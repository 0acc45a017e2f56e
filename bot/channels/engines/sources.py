"""Where the addresses of the engines come from: the supervisor's list, or DNS."""

import asyncio
import logging
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from common.addresses import local_url
from common.engine_list import EngineList
from common.settings import SharedSettings

logger = logging.getLogger(__name__)

RESOLVED_S = 3.0
HTTP_PORT = 80


class EngineSource(Protocol):
    """Says which engines there should be."""

    async def find(self) -> tuple[str, ...]:
        """Their addresses, as they are known now; never raises."""
        ...


@dataclass
class ListedEngines:
    """The engines of this machine: the supervisor's list, or the one address without it."""

    data_dir: Path
    alone: str

    async def find(self) -> tuple[str, ...]:
        """The list as it was written last."""
        found = EngineList.read(self.data_dir)
        return (self.alone,) if found is None else found.urls


@dataclass
class ResolvedEngines:
    """Every address that DNS has for a name, looked up again after some seconds."""

    url: str
    _urls: tuple[str, ...] = ()
    _until: float = field(default=float("-inf"), repr=False)

    async def find(self) -> tuple[str, ...]:
        """The addresses; those of before while the name cannot be resolved."""
        if time.monotonic() < self._until:
            return self._urls
        self._until = time.monotonic() + RESOLVED_S
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or HTTP_PORT
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            logger.warning("ENGINE_URL=%s: %s cannot be resolved: %s", self.url, host, error)
            return self._urls
        addresses = sorted({str(address[0]) for *_, address in found})
        self._urls = tuple(local_url(address, port) for address in addresses)
        return self._urls


def engine_source(settings: SharedSettings) -> EngineSource:
    """As the settings say."""
    if settings.engine_url:
        return ResolvedEngines(settings.engine_url)
    return ListedEngines(settings.data_dir, settings.first_engine)
