"""Settings of the engine, read from the environment that `helpdesk` gives it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class EngineConfig:
    """Ports, addresses, the secret and the language of one engine process."""

    port: int
    actions_url: str
    tracker_url: str = field(repr=False)
    secret: str = field(repr=False)
    locale: str

    @classmethod
    def from_environment(cls) -> "EngineConfig":
        """Read what engine_jobs.py of the supervisor wrote; a KeyError names what is missing."""
        return cls(
            port=int(os.environ["ENGINE_PORT"]),
            actions_url=os.environ["ENGINE_ACTIONS_URL"],
            tracker_url=os.environ["ENGINE_TRACKER_URL"],
            secret=os.environ["ENGINE_SECRET"],
            locale=os.environ["ENGINE_LOCALE"],
        )
