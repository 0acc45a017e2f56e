"""Engines that a test names, in place of the supervisor's list."""

from dataclasses import dataclass


@dataclass
class NamedEngines:
    """The source of engines at these addresses; a test may change them."""

    urls: tuple[str, ...]

    async def find(self) -> tuple[str, ...]:
        """The addresses."""
        return self.urls
