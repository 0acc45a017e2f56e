"""One side of a comparison in its own process: train, measure, or parse by a Rasa model.

`python -m bench.side train|measure FOLDER [--slim]`: FOLDER holds config.yml, domain.yml, data/
and questions.json; prints one JSON line. `python -m bench.side parse MODEL [--slim]` reads texts,
each a line of JSON, and prints for each what its parse took, by the clock and of the processor.
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

from bot.engine.__main__ import quiet_libraries, quiet_rasa
from bot.engine.rasa_patches import leave_out_unused_libraries
from bot.engine.rasa_patches.predicting import run_graph_without_dask

MODEL = "model.tar.gz"


def train(folder: Path) -> dict[str, float]:
    """Seconds to train."""
    import rasa.model_training

    started = time.perf_counter()
    rasa.model_training.train(
        domain=str(folder / "domain.yml"),
        config=str(folder / "config.yml"),
        training_files=[str(folder / "data")],
        output=str(folder),
        fixed_model_name=MODEL,
        force_training=True,
    )
    return {"training_s": time.perf_counter() - started}


def measure(folder: Path) -> dict[str, float]:
    """Share right first and among the first three, in percent."""
    import numpy as np
    from rasa.core.agent import Agent

    agent = Agent.load(str(folder / MODEL))
    loop = asyncio.new_event_loop()
    right = []
    for text, intent in json.loads((folder / "questions.json").read_text()):
        parsed = loop.run_until_complete(agent.parse_message(text))
        ranking = [row["name"] for row in parsed["intent_ranking"]]
        right.append((ranking[0] == intent, intent in ranking[:3]))
    first, three = np.mean(right, axis=0)
    return {
        "right_first": 100 * float(first),
        "right_in_three": 100 * float(three),
    }


def parse(model: Path) -> None:
    """Parse each text of standard input, with the times in milliseconds."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()
    sys.stdout.write("{}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        text = json.loads(line)
        clock, processor = time.perf_counter(), time.process_time()
        loop.run_until_complete(agent.parse_message(text))
        took = [1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor)]
        sys.stdout.write(json.dumps({"times": took}) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Do one job."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("job", choices=("train", "measure", "parse"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slim", action="store_true")
    arguments = parser.parse_args()
    quiet_libraries()
    if arguments.slim:  # as the product runs it
        leave_out_unused_libraries()
        run_graph_without_dask()
    quiet_rasa()
    if arguments.job == "parse":
        parse(arguments.folder)
        return
    result = (train if arguments.job == "train" else measure)(arguments.folder)
    sys.stdout.write("\n" + json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
