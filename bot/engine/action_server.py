"""Whether the action server of this engine takes calls."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

CONNECT_S = 1.0
HTTP_PORT = 80


class ActionServer:
    """Looks whether the action server takes connections.

    Without it an engine could only apologize, so it leaves messages to other engines, or until the
    action server is back.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or HTTP_PORT
        self._is_away = False

    async def is_still_away(self) -> bool:
        """Whether it was away when somebody looked last, and is so now."""
        return self._is_away and not await self.is_there()

    async def is_there(self) -> bool:
        """Whether it takes a connection now."""
        try:
            connecting = asyncio.open_connection(self._host, self._port)
            _, writer = await asyncio.wait_for(connecting, CONNECT_S)
        except asyncio.TimeoutError:
            pass  # this engine or the machine is busy, which says nothing of the action server
        except OSError:
            self._is_away = True
        else:
            writer.close()
            self._is_away = False
        return not self._is_away
