"""What operators see of a running assistant: counts, one trace, one request id; nothing typed."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from locales import load_catalog
from tests.support.assistant import HELPDESK, RunningAssistant, free_port
from tests.support.collector import CollectedSpan, TraceCollector, running_collector
from tests.support.promtool import check
from tests.support.terminal import typed

SERVICES = {"helpdesk-web", "helpdesk-engine", "helpdesk-actions"}
# Words that stand in no file of ours.
ANSWERED = "my laptop was stolen from the zanzibar office by quentin marsupilami"
REFUSED = "how do i bake a zucchini tarte for quentin"
TYPED = ("zanzibar", "quentin", "marsupilami", "zucchini")
PROMPT = f"{load_catalog().labels.terminal.you}: "
TRACE = "0af7651916cd43dd8448eb211c80319c"


@dataclass
class ObservedAssistant:
    """An assistant of which everything is collected; `said` has the id of each request."""

    assistant: RunningAssistant
    collector: TraceCollector
    metrics_port: int
    said: dict[str, str] = field(default_factory=dict)

    def scrape(self) -> str:
        """What Prometheus gets."""
        url = f"http://127.0.0.1:{self.metrics_port}/metrics"
        return httpx.get(url, timeout=30, trust_env=False).text

    def say(self, text: str, **headers: str) -> httpx.Response:
        """One message of somebody new at the web chat."""
        with httpx.Client(base_url=self.assistant.web_url, timeout=60, trust_env=False) as client:
            client.post("/api/session", json={}).raise_for_status()
            headers = {"Idempotency-Key": uuid.uuid4().hex, **headers}
            response = client.post("/api/chat", json={"text": text}, headers=headers)
        assert response.status_code == httpx.codes.OK, response.text
        self.said[text] = response.headers["X-Request-ID"]
        return response


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObservedAssistant]:
    """Started once; two messages were answered and one was not, one of them at the terminal."""
    port = free_port()
    with running_collector() as collector:
        extra = {
            "METRICS_PORT": str(port),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "INFO",
            "TRUSTED_PROXIES": "127.0.0.1",
            "START_TIMEOUT": "200",
        }
        assistant = RunningAssistant(tmp_path_factory.mktemp("observed"), extra)
        assistant.start()
        observed = ObservedAssistant(assistant, collector, port)
        parent = f"00-{TRACE}-b7ad6b7169203331-01"
        observed.say(ANSWERED, **{"X-Request-ID": "proxy-0000-1111", "traceparent": parent})
        observed.say(REFUSED)
        typed([HELPDESK, "chat"], [ANSWERED], assistant.environment, PROMPT)
        yield observed
        assistant.stop()


def series(scrape: str) -> dict[tuple[str, ...], float]:
    """Each series by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(scrape)
        for sample in family.samples
    }


def test_one_scrape_counts_for_all_processes(observed: ObservedAssistant) -> None:
    scrape = observed.scrape()
    check("check", "metrics", text=scrape)
    found = series(scrape)
    assert found["helpdesk_messages_total", "web", "answered"] == 1
    assert found["helpdesk_messages_total", "web", "refused"] == 1
    assert found["helpdesk_messages_total", "terminal", "answered"] == 1
    assert found["helpdesk_message_failures_total", "web", "unavailable"] == 0
    assert found["helpdesk_message_duration_seconds_count", "web"] == 2
    counts = {
        stage: found["helpdesk_stage_duration_seconds_count", stage]
        for stage in ("front_door", "queue_wait", "turn_wait", "engine", "action", "action_call")
    }
    # The terminal asks the engine itself.
    at_door, at_engine = {"front_door", "queue_wait", "turn_wait"}, {"engine", "action"}
    assert counts == dict.fromkeys(at_door, 2) | dict.fromkeys([*at_engine, "action_call"], 3)
    assert found["helpdesk_stage_duration_seconds_count", "understanding"] >= 3
    for stage in ("store", "conversation_store"):
        assert found["helpdesk_stage_duration_seconds_count", stage] >= 6
    engine = f"127.0.0.1:{observed.assistant.engine_port}"
    assert found["helpdesk_engine_in_flight_messages", engine] == 0
    for process in ("web", "engine", "actions", "delivery"):
        assert found["helpdesk_processes_alive", process] == 1
        assert found["helpdesk_process_starts_total", process] == 1
    for part in ("web", "engine", "actions", "conversations", "store"):
        assert found["helpdesk_part_up", part] == 1
    assert found["helpdesk_contact_listing_timestamp_seconds",] > 0
    assert found["helpdesk_knowledge_timestamp_seconds",] > 0


def test_one_trace_leads_from_the_front_door_to_the_store(observed: ObservedAssistant) -> None:
    spans = observed.collector.trace_with(SERVICES, "POST /api/chat", TRACE)
    by_id = {span.id: span for span in spans}
    root = next(span for span in spans if span.name == "POST /api/chat")
    assert (root.trace, root.parent) == (TRACE, "b7ad6b7169203331")  # the proxy's

    def way(span: CollectedSpan) -> list[str]:
        """Its ancestors and itself, from the front door on."""
        before = [] if span is root else way(by_id[span.parent])
        return [*before, f"{span.service.removeprefix('helpdesk-')}: {span.name}"]

    ways = {" > ".join(way(span)) for span in spans}
    message = "web: POST /api/chat > engine: answer"
    action = f"{message} > engine: call action_procedure > actions: action_procedure"
    assert ways >= {
        "web: POST /api/chat > web: store",
        "web: POST /api/chat > web: queue_wait",
        f"{message} > engine: understand",
        f"{message} > engine: retrieve conversation",
        f"{message} > engine: save conversation",
        f"{action} > actions: store",
    }


def test_every_line_of_the_log_is_json_and_has_the_id_of_its_request(
    observed: ObservedAssistant,
) -> None:
    lines = [json.loads(line) for line in observed.assistant.log.splitlines()]
    processes = {"supervisor", "web", "engine", "actions", "delivery"}
    assert {line["process"] for line in lines} == processes
    assert all({"time", "level", "component", "message"} <= line.keys() for line in lines)
    assert observed.said[ANSWERED] == "proxy-0000-1111"
    for number in observed.said.values():
        way = [line["process"] for line in lines if line.get("request_id") == number]
        assert way == ["actions", "engine", "web"]


def test_nothing_that_was_typed_is_in_any_of_it(observed: ObservedAssistant) -> None:
    observed.collector.trace_with(SERVICES, "call action_fallback")
    folder = Path(observed.assistant.environment["DATA_DIR"]) / "metrics"
    files = [file.read_bytes() for file in folder.iterdir()]
    assert len(files) > 10
    whole = b"\n".join(
        [
            observed.scrape().encode(),
            observed.assistant.log.encode(),
            *observed.collector.bodies,
            *files,
        ]
    ).lower()
    assert b"helpdesk-actions" in whole
    assert [word for word in TYPED if word.encode() in whole] == []
