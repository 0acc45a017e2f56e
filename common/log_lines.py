"""Log lines of every process: UTC time, level, logger, message; a stack trace only at DEBUG."""

import logging
import sys
import time

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TIME = "%Y-%m-%dT%H:%M:%SZ"


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


def log_lines(level: str) -> None:
    """Log to standard error, from this level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLineFormatter(traces=level == "DEBUG"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
