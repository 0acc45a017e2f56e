"""Prometheus metrics that cost nothing where nobody collects them: made at their first use."""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Lock
from typing import Any, Literal

# Prometheus' own variable: the folder in which the processes of a host count.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# That folder in the data folder.
FOLDER_NAME = "metrics"
# Seconds; the goals are 100 ms for a message and one second under load.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_making = Lock()


def is_collected() -> bool:
    """Whether this process counts; the supervisor says so before it starts it."""
    return bool(os.environ.get(FOLDER))


class Instrument:
    """A metric with its labels. The values of a label are few and known, never what people type."""

    kind: Literal["Counter", "Gauge", "Histogram"]

    def __init__(self, name: str, documentation: str, labels: Sequence[str], **options: Any):
        self.name, self.documentation, self.labels = name, documentation, tuple(labels)
        self._options = options
        self._metric: Any = None
        self._series: dict[tuple[str, ...], Any] = {}

    def _of(self, values: tuple[str, ...]) -> Any:
        """The metric with these values of its labels; None where nobody collects it."""
        series = self._series.get(values)
        if series is None and is_collected():
            series = self._series[values] = self._made().labels(*values)
        return series

    def _made(self) -> Any:
        if self._metric is None:
            # Imported late: the library looks at the folder when it is imported.
            import prometheus_client

            with _making:
                if self._metric is None:
                    make = getattr(prometheus_client, self.kind)
                    self._metric = make(self.name, self.documentation, self.labels, **self._options)
        return self._metric


class CounterMetric(Instrument):
    """Counts what happened; Prometheus adds `_total` to its name."""

    kind = "Counter"

    def add(self, *values: str, number: int = 1) -> None:
        """Count; 0 makes the series known before anything has happened."""
        if metric := self._of(values):
            metric.inc(number)


class GaugeMetric(Instrument):
    """How many there are now, added up over the processes that live."""

    kind = "Gauge"

    def __init__(self, name: str, documentation: str, labels: Sequence[str]):
        super().__init__(name, documentation, labels, multiprocess_mode="livesum")

    def change(self, *values: str, by: int) -> None:
        """One more or fewer."""
        if metric := self._of(values):
            metric.inc(by)


class HistogramMetric(Instrument):
    """How long something took, in seconds."""

    kind = "Histogram"

    def __init__(self, name: str, documentation: str, labels: Sequence[str]):
        super().__init__(name, documentation, labels, buckets=BUCKETS)

    def observe(self, *values: str, seconds: float) -> None:
        """Note one duration."""
        if metric := self._of(values):
            metric.observe(seconds)
