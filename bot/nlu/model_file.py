"""Trained models on file: their arrays are mapped, so that processes share what they read."""

from pathlib import Path
from typing import Any, TypeVar

import joblib

Model = TypeVar("Model")


def save_model(model: Any, file: Path) -> None:
    """Write a model, uncompressed: only then can its arrays be mapped."""
    joblib.dump(model, file)


def load_model(file: Path, kind: type[Model]) -> Model:
    """Read a model that `save_model` wrote; its arrays cannot be changed.

    Of the arrays only what is used comes into memory, once for all engines of a machine.
    """
    model = joblib.load(file, mmap_mode="r")
    assert isinstance(model, kind)
    return model
