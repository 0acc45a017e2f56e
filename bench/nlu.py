"""What ours and stock Rasa learn from the same examples, side by side in one run.

`make bench`, or `python -m bench.nlu [--examples 8]` in the app environment. Both sides train on
the same examples of each intent and are asked the same others: few, since stock Rasa (`rasa init`'s
pipeline, 100 epochs) takes more than an hour for 24 examples of each.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

from ruamel.yaml import YAML

from bench.stock import PIPELINE, POLICIES
from bot.operations.checks.training_data import Example, read_examples
from bot.operations.supervisor.prepare import prepare_encoder
from common.settings import ROOT, SharedSettings, load_settings

STOCK = {
    "recipe": "default.v1",
    "assistant_id": "stock",
    "language": "en",
    "pipeline": PIPELINE,
    "policies": POLICIES,
}
HIGHER_IS_BETTER = {"right_first", "right_in_three"}


def split(examples: int, held_out: int, seed: int) -> tuple[list[Example], list[Example]]:
    """So many training examples of each intent, and so many others to ask."""
    by_intent: dict[str, list[Example]] = {}
    for example in read_examples(ROOT / "data" / "nlu", "data/nlu")[0]:
        by_intent.setdefault(example.intent, []).append(example)
    draw = random.Random(seed)
    training, asked = [], []
    for rows in by_intent.values():
        draw.shuffle(rows)
        training += rows[:examples]
        asked += rows[examples : examples + held_out]
    return training, asked


def ours() -> dict[str, object]:
    """Our pipeline without the decision: both sides show the likeliest intent."""
    config = dict(YAML(typ="safe").load(ROOT / "config.yml"))
    config["pipeline"] = [
        step for step in config["pipeline"] if not step["name"].endswith("DecisionStep")
    ]
    config["policies"] = STOCK["policies"]
    return config


def write(folder: Path, config: object, training: list[Example], asked: list[Example]) -> None:
    """The folder of one side: the same data, another pipeline."""
    yaml = YAML()
    intents = sorted({example.intent for example in training})
    (folder / "data").mkdir(parents=True)
    nlu = [
        {
            "intent": intent,
            "examples": "".join(f"- {row.text}\n" for row in training if row.intent == intent),
        }
        for intent in intents
    ]
    choices = [{"intent": intent} for intent in intents]
    rule = {"rule": "answer", "steps": [{"or": choices}, {"action": "utter_answer"}]}
    yaml.dump({"version": "3.1", "nlu": nlu, "rules": [rule]}, folder / "data" / "all.yml")
    domain = {
        "version": "3.1",
        "intents": intents,
        "responses": {"utter_answer": [{"text": "Here it is."}]},
    }
    yaml.dump(domain, folder / "domain.yml")
    yaml.dump(config, folder / "config.yml")
    questions = [[example.text, example.intent] for example in asked]
    (folder / "questions.json").write_text(json.dumps(questions))


def job(python: Path, name: str, folder: Path, *options: str) -> dict[str, float]:
    """Run one job of a side; its figures."""
    done = subprocess.run(
        [python, "-W", "ignore", "-m", "bench.side", name, folder, *options],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def environment() -> dict[str, str]:
    """Environment of a side: the project's modules and its encoder."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ENGINE_ENCODER": str(load_settings(SharedSettings).encoder),
        "ENGINE_LOG_LEVEL": "ERROR",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def table(mine: dict[str, float], stock: dict[str, float]) -> str:
    """Markdown, with how many times better ours is."""
    lines = ["| | ours | stock Rasa | ours is better by |", "|---|---|---|---|"]
    for name, value in mine.items():
        other = stock[name]
        ratio = value / other if name in HIGHER_IS_BETTER else other / value
        lines.append(f"| {name} | {value:.1f} | {other:.1f} | {ratio:.2f} x |")
    return "\n".join(lines)


def main() -> None:
    """Prepare both sides, measure both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=8)
    parser.add_argument("--held-out", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    prepare_encoder(load_settings(SharedSettings), print)
    training, asked = split(arguments.examples, arguments.held_out, arguments.seed)
    figures = {}
    for name, config, options in (("ours", ours(), ["--slim"]), ("stock", STOCK, [])):
        python = ROOT / ".venv" / ("engine" if name == "ours" else "stock") / "bin" / "python"
        folder = Path(tempfile.mkdtemp(prefix="bench-")) / name
        write(folder, config, training, asked)
        figures[name] = {
            **job(python, "train", folder, *options),
            **job(python, "measure", folder, *options),
        }
        print(name, figures[name], flush=True)
        shutil.rmtree(folder.parent)
    print(f"{len(training)} examples, {len(asked)} questions\n")
    print(table(figures["ours"], figures["stock"]))


if __name__ == "__main__":
    main()
