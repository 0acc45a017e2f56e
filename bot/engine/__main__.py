"""`python -m bot.engine serve|train|parse|encoder`: the engine's only entrance."""

import argparse
import logging
import os
import sys
import warnings
from pathlib import Path

from bot.engine import slim


def main() -> None:
    """Do one job; a failure is one line on standard error and exit status 1."""
    parser = argparse.ArgumentParser(prog="bot.engine", description=__doc__)
    parser.add_argument("job", choices=("serve", "train", "parse", "encoder"))
    parser.add_argument("path", type=Path, help="the model's archive; for `encoder` its folder")
    arguments = parser.parse_args()
    quiet_libraries()
    slim.install()
    try:
        run(arguments.job, arguments.path)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        sys.exit(f"engine: {arguments.job} failed: {type(error).__name__}: {error}")


def run(job: str, path: Path) -> None:
    """Import what the job needs only then: Rasa takes seconds, the encoder does not need it."""
    if job == "encoder":
        from bot.nlu.encoder.build import build

        build(path)
    elif job == "train":
        from bot.engine.training import train

        train(path)
    elif job == "parse":
        from bot.engine.parsing import parse_lines

        parse_lines(path)
    else:
        from bot.engine.config import EngineConfig
        from bot.engine.server import serve
        from bot.lifeline import follow_parent

        follow_parent()
        serve(EngineConfig.from_environment(), path)


def quiet_libraries() -> None:
    """Rasa's dependencies warn about their own past; nobody here can act on it."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    warnings.showwarning = lambda *_, **__: None
    level = os.environ.get("ENGINE_LOG_LEVEL", "WARNING")
    logging.basicConfig(
        level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    for name in ("apscheduler", "matplotlib", "sanic.root", "sanic.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


if __name__ == "__main__":
    main()
