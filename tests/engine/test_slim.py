"""Rasa without what no component of ours needs."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.engine import slim

ROOT = Path(__file__).resolve().parents[2]
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


SERVED = """
import asyncio
from bot.engine import slim
slim.install()
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import LockStore
import rasa.core.tracker_store as module
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import ConnectionException
from rasa.utils.endpoints import EndpointConfig
assert asyncio.run(EventBroker.create(None)) is None
LockStore.create(None)
sql = EndpointConfig(type="SQL", url="sqlite://")
module.TrackerStore.create(sql, Domain.empty())
def refuse(*_):
    raise ConnectionError
module.create_tracker_store = refuse
try:
    module.TrackerStore.create(sql, Domain.empty())
except ConnectionException as error:
    print(error)
"""


def test_what_rasa_imports_only_when_it_serves_is_answered_for() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVED],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Cannot connect to tracker store")


def test_the_environment_holds_what_is_locked_and_nothing_else() -> None:
    """A package more, from an earlier lock or added by hand, would hide that one is missing."""
    locked: set[str] = set()
    for lock in ("locks/engine.lock", "locks/engine-test.lock"):
        text = (ROOT / lock).read_text()
        locked |= set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))
    found = {
        re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
        for distribution in importlib.metadata.distributions()
    }
    assert found - locked == set()


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
