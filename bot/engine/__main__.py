"""`python -m bot.engine serve|train|parse|encoder`: the engine's only entrance."""

import argparse
import logging
import os
import sys
import warnings
from pathlib import Path

from bot.engine.rasa_patches import leave_out_unused_libraries
from common.log_lines import log_lines
from common.parent_process import exit_with_parent


def main() -> None:
    """Do one job; a failure is one line on standard error and exit status 1."""
    parser = argparse.ArgumentParser(prog="bot.engine", description=__doc__)
    parser.add_argument("job", choices=("serve", "train", "parse", "encoder"))
    parser.add_argument("path", type=Path, help="the model's archive; for `encoder` its folder")
    arguments = parser.parse_args()
    quiet_libraries()
    if arguments.job != "parse":  # which reads its questions from standard input
        exit_with_parent()
    try:
        if arguments.job == "encoder":
            from bot.nlu.encoder.build import build

            build(arguments.path)
        else:
            leave_out_unused_libraries(serving=arguments.job != "train")
            quiet_rasa()
            run(arguments.job, arguments.path)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        # Rasa says only in which step of its graph something failed; why is behind that.
        reason: BaseException = error
        while reason.__cause__:
            reason = reason.__cause__
        sys.exit(f"engine: {arguments.job} failed: {type(reason).__name__}: {reason}")


def run(job: str, path: Path) -> None:
    """Import only what the job needs: Rasa takes seconds."""
    if job == "train":
        from bot.engine.model_jobs import train

        train(path)
    elif job == "parse":
        from bot.engine.parse_job import parse_lines

        parse_lines(path)
    else:
        from bot.engine.config import EngineConfig
        from bot.engine.server import serve

        serve(EngineConfig.from_environment(), path)


def quiet_libraries() -> None:
    """Silence the deprecation warnings of Rasa's dependencies; nobody here can act on them."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    warnings.showwarning = lambda *_, **__: None
    level = os.environ.get("ENGINE_LOG_LEVEL", "WARNING")
    log_lines(level, os.environ.get("ENGINE_LOG_FORMAT", "text"), "engine")
    for name in ("apscheduler", "matplotlib", "sanic.root", "sanic.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


def quiet_rasa() -> None:
    """Make Rasa's structured log lines of our log, at our level: it holds message texts."""
    import structlog

    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.UnicodeDecoder(),
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLogger().getEffectiveLevel()
        ),
        cache_logger_on_first_use=True,
    )


if __name__ == "__main__":
    main()
