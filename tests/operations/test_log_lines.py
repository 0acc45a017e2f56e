"""Log lines: when, how grave, from where; never a stack trace, never what people typed."""

import logging
import re
import subprocess
import sys

from common.log_lines import OneLineFormatter


def shown(*, traces: bool) -> str:
    try:
        raise OSError("no space for zebra")
    except OSError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    return OneLineFormatter(traces=traces).format(record)


def test_a_line_has_utc_time_and_level_and_no_trace() -> None:
    line = shown(traces=False)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ERROR x: failed \(OSError in .*test_log_lines\.py:\d+\)",
        line,
    )
    assert "zebra" not in line


def test_developers_see_the_trace() -> None:
    assert "Traceback" in shown(traces=True)


def test_a_terminal_shows_no_advice_for_developers_of_sanic() -> None:
    code = (
        "import logging; from common.log_lines import log_lines; log_lines('INFO', 'text', 'x');"
        "log = logging.getLogger('sanic.error');"
        "log.warning('Sanic is running in PRODUCTION mode. Consider ...'); log.warning('zebra')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.endswith("WARNING sanic.error: zebra\n")
    assert ran.stderr.count("\n") == 1
