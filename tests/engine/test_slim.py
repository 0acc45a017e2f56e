"""Rasa without what no component of ours needs."""

import subprocess
import sys

import pytest

from bot.engine import slim

IMPORTS = """
import sys
from bot.engine import slim
slim.install()
import rasa.core.run, rasa.model_training, rasa.engine.recipes.default_recipe
heavy = {"tensorflow", "matplotlib", "twilio", "slack_sdk", "aiogram"} & set(sys.modules)
print(sorted(heavy))
"""


def test_rasa_starts_without_the_heavy_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTS],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_using_what_is_left_out_says_so() -> None:
    slim.install()
    from rasa.nlu.classifiers.diet_classifier import DIETClassifier

    with pytest.raises(slim.LeftOutError, match="DIETClassifier is left out"):
        DIETClassifier({})


def test_installing_twice_changes_nothing() -> None:
    slim.install()
    before = list(sys.meta_path)
    slim.install()
    assert sys.meta_path == before
