"""Telemetry by itself: who lives, what a span may say, who may choose the id of a request."""

import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path

import httpx
import pytest
import uvicorn
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import SpanExportResult
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from bot.channels.web.serving.server import Capacity, server_config
from bot.channels.web.settings import WebSettings
from bot.operations.settings import ROOT, load_all_settings
from bot.operations.supervisor.metrics_collectors import CarefulCollector, ProcessCollector
from bot.operations.supervisor.metrics_server import serving_metrics
from bot.operations.supervisor.processes import StartError
from common.log_lines import JsonFormatter
from common.telemetry import stages
from common.telemetry.instruments import FOLDER, FOLDER_NAME
from common.telemetry.request_id import begin_request, current_request_id
from common.telemetry.stages import Stage
from common.telemetry.tracing import SpanSender, TraceReporter
from tests.channels.web.test_serving import app
from tests.support.assistant import free_port
from tests.support.collector import running_collector

COUNTING = """
import sys
from common.telemetry.metrics import ENGINE_WAITING, MESSAGES
from common.telemetry.process import start_telemetry
start_telemetry("engine")
ENGINE_WAITING.change("one", by=2)
MESSAGES.add("web", "answered")
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def counting(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that counts; killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", COUNTING],
        env={**os.environ, "PYTHONPATH": str(ROOT), FOLDER: str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def scraped(folder: Path) -> list[str]:
    """The series of a folder, as the supervisor reads them."""
    registry = CollectorRegistry()
    counted = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]
    for collector in (ProcessCollector(folder), counted):
        registry.register(CarefulCollector(collector))
    lines = generate_latest(registry).decode().splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_a_dead_process_leaves_its_counts_and_nothing_that_is_now(tmp_path: Path) -> None:
    with counting(tmp_path), counting(tmp_path):
        both = scraped(tmp_path)
    ended = scraped(tmp_path)
    assert 'helpdesk_processes_alive{process="engine"} 2.0' in both
    assert 'helpdesk_engine_waiting_messages{engine="one"} 4.0' in both
    assert 'helpdesk_processes_alive{process="engine"} 0.0' in ended
    assert not [line for line in ended if "waiting" in line]
    for lines in (both, ended):
        assert 'helpdesk_messages_total{door="web",outcome="answered"} 2.0' in lines
        assert 'helpdesk_process_starts_total{process="engine"} 2.0' in lines


def test_another_assistant_keeps_its_port_and_its_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("METRICS_PORT", str(free_port()))
    monkeypatch.delenv(FOLDER, raising=False)
    folder, settings = tmp_path / FOLDER_NAME, load_all_settings()
    folder.mkdir()
    (folder / "counter_1.db").touch()
    with serving_metrics(settings):
        assert os.environ[FOLDER] == str(folder)
        assert not [*folder.iterdir()]  # of an earlier run
        (folder / "counter_2.db").touch()
        with pytest.raises(StartError, match="METRICS_PORT"), serving_metrics(settings):
            pass
        assert [*folder.iterdir()]
    assert FOLDER not in os.environ


def test_a_collector_that_fails_costs_its_own_metrics_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "counter_1.db").write_bytes(b"zebra")
    assert 'helpdesk_processes_alive{process="web"} 0.0' in scraped(tmp_path)
    assert re.search(r"metrics are missing \(MultiProcessCollector\): unexpected", caplog.text)
    assert "zebra" not in caplog.text


def test_a_span_tells_the_kind_of_an_error_and_not_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running_collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        tracing = TraceReporter()
        tracing.start("tests")
        monkeypatch.setattr(stages, "tracing", tracing)
        with Stage("store"):  # on nobody's behalf: no trace
            pass
        with pytest.raises(ValueError, match="zebra"), Stage("action", "failing", "server"):
            raise ValueError("zebra")
        (span,) = collector.trace_with({"tests"}, "failing")
        assert span.error == "ValueError"
        assert b"zebra" not in b"".join(collector.bodies)


def test_a_collector_that_is_away_is_one_line_and_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    sender = SpanSender(OTLPSpanExporter(endpoint=f"http://127.0.0.1:{free_port()}/v1/traces"))
    for _ in range(2):
        assert sender.export([]) is SpanExportResult.FAILURE
    (record,) = caplog.records
    assert record.getMessage().startswith("traces do not reach the collector")
    assert record.exc_info is None


@contextmanager
def served(proxies: tuple[str, ...]) -> Iterator[str]:
    """The address of a real server behind the front door."""
    port = free_port()
    settings = WebSettings(port=port, trusted_proxies=proxies)
    config = server_config(app, settings, Capacity(20, 20), answer_timeout=9.0)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(timeout=10)


def answered_id(url: str, given: str) -> str:
    """The id of a request that comes with one."""
    response = httpx.get(url, headers={"X-Request-ID": given}, trust_env=False)
    found: str = response.headers["X-Request-ID"]
    return found


def test_only_a_trusted_proxy_chooses_the_id_of_a_request() -> None:
    fitting = "7f3c-0000-canary"
    with served(proxies=("10.0.0.5",)) as url:
        assert re.fullmatch("[0-9a-f]{32}", answered_id(url, fitting))
    with served(proxies=("127.0.0.1",)) as url:
        assert answered_id(url, fitting) == fitting
        for wrong in ("short", "two words of it", "x" * 65, '"quoted-text"'):
            assert re.fullmatch("[0-9a-f]{32}", answered_id(url, wrong)), wrong


def test_a_json_line_has_the_request_and_no_words_of_an_error() -> None:
    copy_context().run(write_json_line)


def write_json_line() -> None:
    begin_request("request-1234")
    try:
        raise OSError("no space for zebra")
    except OSError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "a\nb", None, sys.exc_info())
    line = JsonFormatter(traces=False, process="engine").format(record)
    assert current_request_id() == "request-1234"
    assert re.fullmatch(
        r'\{"time": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "level": "ERROR", "process": "engine", '
        r'"component": "x", "message": "a\\nb \(OSError in .*test_telemetry.py:\d+\)", '
        r'"request_id": "request-1234"\}',
        line,
    )
