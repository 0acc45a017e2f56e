"""`python -m bot.engine serve|train|parse|encoder`: the engine's only entrance."""

import argparse
import logging
import os
import sys
import warnings
from pathlib import Path

from bot.engine import slim
from bot.lifeline import follow_parent


def main() -> None:
    """Do one job; a failure is one line on standard error and exit status 1."""
    parser = argparse.ArgumentParser(prog="bot.engine", description=__doc__)
    parser.add_argument("job", choices=("serve", "train", "parse", "encoder"))
    parser.add_argument("path", type=Path, help="the model's archive; for `encoder` its folder")
    arguments = parser.parse_args()
    quiet_libraries()
    if arguments.job != "parse":  # which reads its questions from standard input
        follow_parent()
    try:
        if arguments.job == "encoder":
            from bot.nlu.encoder.build import build

            build(arguments.path)
        else:
            slim.install()
            quiet_rasa()
            run(arguments.job, arguments.path)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        sys.exit(f"engine: {arguments.job} failed: {type(error).__name__}: {error}")


def run(job: str, path: Path) -> None:
    """Import only what the job needs: Rasa takes seconds."""
    if job == "train":
        from bot.engine.training import train

        train(path)
    elif job == "parse":
        from bot.engine.parsing import parse_lines

        parse_lines(path)
    else:
        from bot.engine.config import EngineConfig
        from bot.engine.server import serve

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


def quiet_rasa() -> None:
    """Rasa's own structured log, with message texts in it, follows the level, too."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.getLogger().getEffectiveLevel())


if __name__ == "__main__":
    main()
