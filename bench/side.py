"""One side of the comparison in its own process: train, measure, or serve a Rasa model.

`python -m bench.side train|measure|serve FOLDER [--slim] [--port N]`; FOLDER holds config.yml,
domain.yml, data/ and questions.json. Prints one JSON line.
"""

import argparse
import asyncio
import json
import resource
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
    """Share right first, parse times in milliseconds, resident memory in MB."""
    import numpy as np
    from rasa.core.agent import Agent

    agent = Agent.load(str(folder / MODEL))
    loop = asyncio.new_event_loop()
    right, times = [], []
    for text, intent in json.loads((folder / "questions.json").read_text()):
        started = time.perf_counter()
        parsed = loop.run_until_complete(agent.parse_message(text))
        times.append(1000 * (time.perf_counter() - started))
        ranking = [row["name"] for row in parsed["intent_ranking"]]
        right.append((ranking[0] == intent, intent in ranking[:3]))
    first, three = np.mean(right, axis=0)
    return {
        "right_first": 100 * float(first),
        "right_in_three": 100 * float(three),
        "parse_p50_ms": float(np.percentile(times, 50)),
        "parse_p99_ms": float(np.percentile(times, 99)),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def serve(folder: Path, port: int) -> None:
    """Rasa's own REST channel on loopback, until killed."""
    from functools import partial

    import rasa.core.run
    from rasa.core.channels.rest import RestInput
    from rasa.core.utils import AvailableEndpoints

    endpoints = AvailableEndpoints()
    app = rasa.core.run.configure_app([RestInput()], enable_api=False, endpoints=endpoints)
    load = partial(rasa.core.run.load_agent_on_start, str(folder / MODEL), endpoints, None)
    app.register_listener(load, "before_server_start")
    app.run(host="127.0.0.1", port=port, access_log=False, motd=False)


def main() -> None:
    """Do one job."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("job", choices=("train", "measure", "serve"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slim", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    quiet_libraries()
    if arguments.slim:  # as the product runs it
        leave_out_unused_libraries()
        run_graph_without_dask()
    quiet_rasa()
    if arguments.job == "serve":
        serve(arguments.folder, arguments.port)
        return
    result = (train if arguments.job == "train" else measure)(arguments.folder)
    sys.stdout.write("\n" + json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
