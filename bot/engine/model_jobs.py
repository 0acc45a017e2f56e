"""What the engine does with a model besides serving it: train one, understand texts with it."""

import asyncio
import json
import sys
from pathlib import Path

import rasa.model_training
from rasa.core.agent import Agent

from bot.engine.channel import escape_slash
from bot.engine.config import ROOT
from bot.engine.rasa_patches import patch_rasa


class TrainingError(Exception):
    """Rasa did not produce a model."""


def train(model: Path) -> None:
    """Write the model archive to `model`, complete or not at all."""
    scratch = model.with_name(f".{model.name}")
    result = rasa.model_training.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "data")],
        output=str(scratch.parent),
        fixed_model_name=scratch.name,
        force_training=True,
    )
    if result.code != 0 or not scratch.is_file():
        raise TrainingError(f"Rasa ended with code {result.code} and wrote no {scratch}")
    scratch.replace(model)


def parse_lines(model: Path) -> None:
    """Understand texts without a dialogue: a JSON string a line in, Rasa's parse a line out."""
    patch_rasa()
    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        text = escape_slash(json.loads(line), payload=False)
        print(json.dumps(loop.run_until_complete(agent.parse_message(text))), flush=True)
