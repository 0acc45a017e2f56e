"""One stage of a message: its time as a metric, and a span of its trace."""

from __future__ import annotations

from contextlib import AbstractContextManager
from time import perf_counter
from types import TracebackType
from typing import Any

from common.telemetry.metrics import STAGE_SECONDS, StageName
from common.telemetry.request_id import current_request_id
from common.telemetry.tracing import SpanKind, tracing


class Stage:
    """`with Stage("action", "action_procedure"):` measures what is done inside, for a request.

    `what`: the name of its span, one of few; the stage's own without it. `attributes`: of the span;
    never a text or a name.
    """

    __slots__ = ("_attributes", "_began", "_kind", "_name", "_span", "_what")

    def __init__(
        self, name: StageName, what: str = "", kind: SpanKind = "internal", **attributes: str
    ) -> None:
        self._name, self._what, self._kind, self._attributes = name, what, kind, attributes
        self._span: AbstractContextManager[Any] | None = None
        self._began = 0.0

    def __enter__(self) -> Stage:
        # Work of a process's own, like looking for news each second, is no trace.
        if tracing.is_on and (self._kind != "internal" or tracing.trace_id()):
            attributes = {"helpdesk.stage": self._name, **self._attributes}
            self._span = tracing.span(self._what or self._name, self._kind, attributes)
            self._span.__enter__()
        self._began = perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if current_request_id():
            STAGE_SECONDS.observe(self._name, seconds=self.seconds)
        if self._span is not None:
            if kind is not None:
                tracing.note_error(kind.__name__)
            self._span.__exit__(kind, error, trace)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return perf_counter() - self._began
