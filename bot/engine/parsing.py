"""Understand texts with the trained model alone, without dialogue: one JSON line in, one out."""

import asyncio
import json
import sys
from pathlib import Path

from rasa.core.agent import Agent

from bot.engine import graph_run
from bot.engine.channel import guarded


def parse_lines(model: Path) -> None:
    """Read JSON strings from standard input, write Rasa's parse of each as a JSON object."""
    graph_run.install()
    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        parsed = loop.run_until_complete(
            agent.parse_message(guarded(json.loads(line), payload=False))
        )
        print(json.dumps(parsed), flush=True)
