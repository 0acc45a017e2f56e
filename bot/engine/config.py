"""Settings of the engine, read from the environment that `helpdesk` gives it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class EngineConfig:
    """Ports, addresses, the secret and the language of one engine process.

    `answer_timeout`: seconds after which nobody waits for an answer any more.
    """

    host: str
    port: int
    answer_timeout: float
    actions_url: str
    tracker_url: str = field(repr=False)
    secret: str = field(repr=False)
    locale: str

    @classmethod
    def from_environment(cls) -> "EngineConfig":
        """Read what engine_jobs.py of the supervisor wrote; a KeyError names what is missing."""
        return cls(
            host=os.environ["ENGINE_HOST"],
            port=int(os.environ["ENGINE_PORT"]),
            answer_timeout=float(os.environ["ENGINE_ANSWER_TIMEOUT"]),
            actions_url=os.environ["ENGINE_ACTIONS_URL"],
            tracker_url=os.environ["ENGINE_TRACKER_URL"],
            secret=os.environ["ENGINE_SECRET"],
            locale=os.environ["ENGINE_LOCALE"],
        )
