"""Our intent model on public intent data, beside published figures.

`PYTHONPATH=. .venv/engine/bin/python -m bench.intents FOLDER`, where FOLDER holds
`banking77/{train,test}.csv` and `clinc150/data_full.json`.
"""

import argparse
import csv
import json
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encoder import SentenceEncoder, encode_many
from bot.nlu.intent_model import IntentModel
from bot.nlu.text import clean

Examples = list[tuple[str, str]]
SHOTS = (5, 10)
SEEDS = range(5)
OUT_OF_SCOPE = "out_of_scope"
# As the data's README quotes them: accuracy in percent, 5 shots and 10 shots.
PUBLISHED = {
    "BANKING77": {"USE+ConveRT": (77.8, 85.2), "CPFT": (80.9, 87.2), "ICDA": (84.0, 89.8)},
    "CLINC150": {"USE+ConveRT": (90.5, 93.3), "CPFT": (92.3, 94.2), "ICDA": (92.6, 94.8)},
}
PUBLISHED_SCOPE = {"BERT": (96.9, 40.3), "best recall of the paper's table": (90.9, 66.0)}


class Vectors:
    """Sentence vectors, each computed once."""

    def __init__(self, folder: Path) -> None:
        self.encoder = SentenceEncoder(folder)
        self.known: dict[str, NDArray[np.float32]] = {}

    def of(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of the texts, one row each."""
        new = sorted({text for text in texts if text not in self.known})
        self.known.update(zip(new, encode_many(self.encoder, new), strict=True))
        return np.stack([self.known[text] for text in texts])


def banking(folder: Path) -> tuple[Examples, Examples]:
    """Training and test examples of BANKING77."""

    def read(name: str) -> Examples:
        with (folder / "banking77" / name).open(encoding="utf-8", newline="") as file:
            return [(clean(row["text"]), row["category"]) for row in csv.DictReader(file)]

    return read("train.csv"), read("test.csv")


def clinc(folder: Path) -> dict[str, Examples]:
    """The parts of CLINC150."""
    parts = json.loads((folder / "clinc150" / "data_full.json").read_text(encoding="utf-8"))
    return {
        name: [
            (clean(text), OUT_OF_SCOPE if intent == "oos" else str(intent)) for text, intent in rows
        ]
        for name, rows in parts.items()
    }


def train(examples: Examples, vectors: Vectors) -> IntentModel:
    """Our model with the strength and likeness of config.yml."""
    texts = [text for text, _ in examples]
    intents = [intent for _, intent in examples]
    return IntentModel.train(texts, intents, vectors.of(texts), strength=10.0, likeness=8.0)


def predictions(model: IntentModel, examples: Examples, vectors: Vectors) -> list[str]:
    """The likeliest intent of each text."""
    texts = [text for text, _ in examples]
    shares = map(model.predict, texts, vectors.of(texts))
    return [model.intents[int(np.argmax(row))] for row in shares]


def accuracy(model: IntentModel, examples: Examples, vectors: Vectors) -> float:
    """Share of right predictions, in percent."""
    found = predictions(model, examples, vectors)
    pairs = zip(found, examples, strict=True)
    return 100 * float(np.mean([intent == wanted for intent, (_, wanted) in pairs]))


def few(examples: Examples, shots: int, seed: int) -> Examples:
    """So many examples of each intent, drawn by the seed."""
    by_intent: dict[str, Examples] = defaultdict(list)
    for example in examples:
        by_intent[example[1]].append(example)
    draw = random.Random(seed)
    return [one for rows in by_intent.values() for one in draw.sample(rows, shots)]


def few_shots(name: str, training: Examples, test: Examples, vectors: Vectors) -> None:
    """Print the table of one data set."""
    print(f"\n### {name}\n\n| model | 5 shots | 10 shots |\n|---|---|---|")
    for other, (five, ten) in PUBLISHED[name].items():
        print(f"| {other} (published) | {five} | {ten} |")
    cells = []
    for shots in SHOTS:
        found = [
            accuracy(train(few(training, shots, seed), vectors), test, vectors) for seed in SEEDS
        ]
        cells.append(f"{np.mean(found):.1f} ± {np.std(found):.1f}")
    print(f"| ours, {len(SEEDS)} seeds | {' | '.join(cells)} |", flush=True)


def scope(parts: dict[str, Examples], vectors: Vectors) -> None:
    """Print accuracy in scope and recall out of scope, all training data."""
    print("\n### CLINC150 full, with out of scope\n")
    print("| model | in-scope accuracy | out-of-scope recall |\n|---|---|---|")
    for other, (inside, outside) in PUBLISHED_SCOPE.items():
        print(f"| {other} (published) | {inside} | {outside} |")
    model = train(parts["train"] + parts["oos_train"], vectors)
    inside = accuracy(model, parts["test"], vectors)
    outside = accuracy(model, parts["oos_test"], vectors)
    print(f"| ours, likeliest intent | {inside:.1f} | {outside:.1f} |", flush=True)


def main() -> None:
    """Run everything; a few minutes on two cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"))
    arguments = parser.parse_args()
    vectors = Vectors(arguments.encoder)
    few_shots("BANKING77", *banking(arguments.folder), vectors)
    parts = clinc(arguments.folder)
    few_shots("CLINC150", parts["train"], parts["test"], vectors)
    scope(parts, vectors)


if __name__ == "__main__":
    main()
