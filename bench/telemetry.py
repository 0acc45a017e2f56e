"""What metrics and traces cost: the processor's time of one stage, off, counted and traced.

`PYTHONPATH=. .venv/app/bin/python -m bench.telemetry` measures in fresh processes of this
environment (with `.venv/engine/bin/python`: of the engine's) and prints one JSON line. A message
passes about 15 stages in all processes together. The collector of the traces is away: what is
measured is what a message waits for, not the sending.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

STAGES_OF_A_MESSAGE = 15
NUMBER, ROUNDS = 5_000, 7
# Nobody listens there.
NOWHERE = "http://127.0.0.1:9"


def measure() -> float:
    """Microseconds of the processor for one stage: the best round, the others were disturbed."""
    from common.telemetry.process import start_telemetry
    from common.telemetry.request_id import begin_request
    from common.telemetry.stages import Stage

    start_telemetry("web")
    begin_request()
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.thread_time()
        for _ in range(NUMBER):
            with Stage("action", kind="server"):
                pass
        best = min(best, time.thread_time() - began)
    return best / NUMBER * 1e6


def main() -> None:
    """Measure each way in a process of its own, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        ways = {
            "off": {},
            "metrics": {"PROMETHEUS_MULTIPROC_DIR": folder},
            "traces": {"OTEL_EXPORTER_OTLP_ENDPOINT": NOWHERE, "OTEL_BSP_SCHEDULE_DELAY": "600000"},
        }
        found = {}
        for name, variables in ways.items():
            command = [sys.executable, "-m", "bench.telemetry", "one"]
            done = subprocess.run(
                command,
                env={**os.environ, **variables},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            found[name] = round(float(done.stdout), 2)
    a_message = {name: round(value * STAGES_OF_A_MESSAGE / 1e3, 3) for name, value in found.items()}
    print(json.dumps({"microseconds_a_stage": found, "milliseconds_a_message": a_message}))


if __name__ == "__main__":
    if sys.argv[1:] == ["one"]:
        print(measure(), flush=True)
        os._exit(0)  # without waiting for the collector that is away
    main()
