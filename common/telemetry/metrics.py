"""Every metric that a process counts by itself (the supervisor adds what it reads at a scrape)."""

from __future__ import annotations

from typing import Literal

from common.telemetry.instruments import CounterMetric, GaugeMetric, HistogramMetric

ProcessName = Literal["web", "engine", "actions", "delivery"]
# Where a message's time goes. `front_door`: a request of the web chat, as its user waits for it.
# `turn_wait`: for earlier messages of its conversation; `queue_wait`: for a place at the engine.
# `engine`: all that the engine does; `understanding` and `action_call` are parts of that, `action`
# is what the action server does in the latter. `conversation_store`: the engine's reads and writes;
# `store`: a transaction of any other process, with what is computed in it.
StageName = Literal[
    "front_door",
    "turn_wait",
    "queue_wait",
    "engine",
    "understanding",
    "action_call",
    "action",
    "conversation_store",
    "store",
]
# `unavailable`: no answer, the page asks again; `apology`: an answer that says so.
FailureKind = Literal["unavailable", "apology"]

MESSAGES = CounterMetric(
    "helpdesk_messages", "Messages that were answered, by what became of them.", ("door", "outcome")
)
FAILURES = CounterMetric(
    "helpdesk_message_failures", "Messages that got an apology, or no answer.", ("door", "kind")
)
MESSAGE_SECONDS = HistogramMetric(
    "helpdesk_message_duration_seconds", "From asking the assistant to its answer.", ("door",)
)
STAGE_SECONDS = HistogramMetric(
    "helpdesk_stage_duration_seconds", "Time of one stage of a message.", ("stage",)
)
ENGINE_WAITING = GaugeMetric(
    "helpdesk_engine_waiting_messages", "Messages that wait for an engine.", ("engine",)
)
ENGINE_IN_FLIGHT = GaugeMetric(
    "helpdesk_engine_in_flight_messages", "Messages that an engine is answering.", ("engine",)
)
TEAMS_SENDS = CounterMetric(
    "helpdesk_teams_sends", "Attempts to send to Teams, by HTTP status or `failed`.", ("status",)
)
PROCESS_STARTS = CounterMetric(
    "helpdesk_process_starts", "Starts of processes since the supervisor's own.", ("process",)
)
