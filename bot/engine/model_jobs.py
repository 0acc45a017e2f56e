"""Training a model."""

from pathlib import Path

import rasa.model_training

from bot.engine.config import ROOT
from bot.engine.training_data import collect_once


class TrainingError(Exception):
    """Rasa did not produce a model."""


def train(model: Path) -> None:
    """Write the model archive to `model`, complete or not at all."""
    collect_once()
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
