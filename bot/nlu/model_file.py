"""Trained models on file: their arrays are mapped, so that processes share what they read."""

from pathlib import Path
from typing import Any, TypeVar

import joblib
import numpy as np

Model = TypeVar("Model")


def save_model(model: Any, file: Path) -> None:
    """Write a model, uncompressed: only then can its arrays be mapped."""
    joblib.dump(model, file)


def load_model(file: Path, kind: type[Model]) -> Model:
    """Read a model that `save_model` wrote; its arrays cannot be changed.

    Of the arrays only what is used comes into memory, once for all engines of a machine.
    """
    model = _plain(joblib.load(file, mmap_mode="r"))
    assert isinstance(model, kind)
    return model


def _plain(value: Any) -> Any:
    """The same with plain arrays over the mapped ones, whose every result asks where it is from."""
    if isinstance(value, np.memmap):
        return np.asarray(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()} if _holds_more(value) else value
    if isinstance(value, list):
        return [*map(_plain, value)]
    if isinstance(value, tuple):
        parts = map(_plain, value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if hasattr(value, "__dict__") and not isinstance(value, type):
        vars(value).update({name: _plain(one) for name, one in vars(value).items()})
    return value


def _holds_more(value: dict[Any, Any]) -> bool:
    """Whether there is anything but numbers and texts in it: a vocabulary has thousands."""
    return not isinstance(next(iter(value.values()), 0), (int, float, str))
