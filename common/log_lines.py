"""Log lines of every process: UTC time, level, logger, message; a stack trace only at DEBUG."""

from __future__ import annotations

import json
import logging
import sys
import time

from common.telemetry.request_id import current_request_id
from common.telemetry.tracing import tracing

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TIME = "%Y-%m-%dT%H:%M:%SZ"
JSON = "json"


class OneLineFormatter(logging.Formatter):
    """Names an exception with the line that raised it in place of its stack trace."""

    converter = staticmethod(time.gmtime)

    def __init__(self, *, traces: bool, form: str = FORMAT) -> None:
        super().__init__(form, TIME)
        self.traces = traces

    def format(self, record: logging.LogRecord) -> str:
        """One line, unless stack traces are wanted."""
        if self.traces or not record.exc_info:
            return super().format(record)
        kind, _, trace = record.exc_info
        while trace and trace.tb_next:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
        plain = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        # Without the error's own words: they may hold what people typed.
        return f"{super().format(plain)} ({kind.__name__ if kind else 'error'} in {where})"


class JsonFormatter(OneLineFormatter):
    """The same as an object of JSON on one line, for programs that collect logs."""

    def __init__(self, *, traces: bool, process: str) -> None:
        super().__init__(traces=traces, form="%(message)s")
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """One line; what is not known is left out."""
        fields = {
            "time": self.formatTime(record, TIME),
            "level": record.levelname,
            "process": self._process,
            "component": record.name,
            "message": super().format(record),
            "request_id": current_request_id(),
            "trace_id": tracing.trace_id(),
            # Who asked, where the web app knows it (bot/channels/web/serving/logs.py).
            "origin": getattr(record, "origin", ""),
        }
        return json.dumps({name: value for name, value in fields.items() if value})


def log_lines(level: str, form: str, process: str) -> None:
    """Log to standard error, from this level on, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(level, form, process))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At INFO it would log addresses of requests, which may hold what people typed.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("sanic.error").addFilter(_is_for_operators)


def _is_for_operators(record: logging.LogRecord) -> bool:
    """Not what Sanic tells its developers, in color, where it runs at a terminal."""
    return "running in PRODUCTION mode" not in record.getMessage()


def formatter(level: str, form: str, process: str, text: str = FORMAT) -> OneLineFormatter:
    """What writes the lines; `text`: the pattern of those that are no JSON."""
    traces = level == "DEBUG"
    if form == JSON:
        return JsonFormatter(traces=traces, process=process)
    return OneLineFormatter(traces=traces, form=text)
