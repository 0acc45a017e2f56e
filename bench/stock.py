"""Stock Rasa 3.6.21 with its default pipeline, its SQL tracker store, and our custom actions."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType

import httpx
from ruamel.yaml import YAML

from bot.operations.checks.training_data import read_examples
from common.addresses import LOOPBACK
from common.settings import ROOT
from tests.support.assistant import RunningAssistant, free_port

PYTHON = ROOT / ".venv" / "stock" / "bin" / "python"
START_S = 300.0
# What `rasa init` writes, with the policy that our rules are for.
PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
POLICIES = [{"name": "RulePolicy"}]
ANSWER, FALLBACK = "action_procedure", "action_fallback"


def write_project(folder: Path, intents: int, examples: int) -> None:
    """A project of few procedures, each of which our own action answers."""
    by_intent: dict[str, list[str]] = {}
    for example in read_examples(ROOT / "data" / "nlu", "data/nlu")[0]:
        if (ROOT / "faq_kb" / "procedures" / f"{example.intent}.yml").is_file():
            by_intent.setdefault(example.intent, []).append(example.text)
    chosen = sorted(by_intent)[:intents]
    yaml = YAML()
    nlu = [
        {
            "intent": intent,
            "examples": "".join(f"- {text}\n" for text in by_intent[intent][:examples]),
        }
        for intent in chosen
    ]
    steps = [(intent, ANSWER) for intent in chosen] + [("nlu_fallback", FALLBACK)]
    rules = [
        {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}
        for intent, action in steps
    ]
    ours = YAML(typ="safe").load(ROOT / "domain.yml")
    domain = {
        "version": "3.1",
        "intents": chosen,
        "slots": {name: slot for name, slot in ours["slots"].items() if name != "draft_answer"},
        "actions": [ANSWER, FALLBACK],
        "session_config": ours["session_config"],
    }
    config = {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "en",
        "pipeline": PIPELINE,
        "policies": POLICIES,
    }
    (folder / "data").mkdir(parents=True)
    yaml.dump({"version": "3.1", "nlu": nlu, "rules": rules}, folder / "data" / "all.yml")
    yaml.dump(domain, folder / "domain.yml")
    yaml.dump(config, folder / "config.yml")
    yaml.dump({"rest": None}, folder / "credentials.yml")


class StockServer:
    """`rasa train` and `rasa run` in a folder; answers on `port` while the block runs."""

    def __init__(self, folder: Path, actions: RunningAssistant) -> None:
        self.folder, self.port = folder, free_port()
        self.events = folder / "events.db"
        endpoints = {
            "action_endpoint": {
                "url": f"http://{LOOPBACK}:{actions.actions_port}/webhook",
                "headers": actions.headers,
            },
            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(self.events)},
        }
        YAML().dump(endpoints, folder / "endpoints.yml")

    def _command(self, *words: str) -> list[str]:
        return [str(PYTHON), "-W", "ignore", "-m", "rasa", *words]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}

    @property
    def model(self) -> Path:
        """What was trained."""
        return self.folder / "models" / "stock.tar.gz"

    def train(self) -> None:
        """Unless the folder has a model; CalledProcessError where it fails."""
        if self.model.is_file():
            return
        subprocess.run(
            self._command("train", "--fixed-model-name", "stock"),
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def __enter__(self) -> StockServer:
        words = ("run", "--port", str(self.port), "--interface", LOOPBACK)
        self._process = subprocess.Popen(
            self._command(*words, "--credentials", "credentials.yml"),
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_S
        while not answers(f"http://{LOOPBACK}:{self.port}/"):
            if self._process.poll() is not None or time.monotonic() > until:
                raise ConnectionError(f"stock Rasa does not start in {self.folder}")
            time.sleep(0.5)
        return self

    @property
    def pid(self) -> int:
        """The process that answers."""
        return self._process.pid

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()


def answers(url: str) -> bool:
    """Whether the server is up."""
    try:
        return httpx.get(url, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
