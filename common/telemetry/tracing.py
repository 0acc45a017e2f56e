"""OpenTelemetry traces, where an operator names a collector; elsewhere the SDK is not imported.

The tracer is ours alone, not the global one: what libraries trace may name people and texts.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal

# OpenTelemetry's own variables; the SDK reads them, and all others, itself.
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PARENT = "traceparent"

logger = logging.getLogger(__name__)

MINUTE_S = 60.0

SpanKind = Literal["internal", "server", "client"]


class SpanSender:
    """OpenTelemetry's exporter; while the collector is away one line a minute says so.

    The SDK would log the error with its stack trace for every batch that it drops.
    """

    def __init__(self, exporter: Any) -> None:
        self._exporter, self._until = exporter, float("-inf")
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)

    def export(self, spans: Any) -> Any:
        """Send them; the SDK calls it in a thread of its own."""
        from opentelemetry.sdk.trace.export import SpanExportResult

        try:
            result, why = self._exporter.export(spans), "refused or too late"
        except Exception as error:
            result, why = SpanExportResult.FAILURE, type(error).__name__
        if result is not SpanExportResult.SUCCESS and time.monotonic() >= self._until:
            self._until = time.monotonic() + MINUTE_S
            logger.warning("traces do not reach the collector, and are dropped: %s", why)
        return result

    def shutdown(self) -> None:
        """Send no more."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing waits here."""
        return True


class TraceReporter:
    """The spans of this process; `is_on` once it was started with a collector to send to."""

    def __init__(self) -> None:
        self._tracer: Any = None

    @property
    def is_on(self) -> bool:
        """Whether anybody wants spans."""
        return self._tracer is not None

    def start(self, service: str) -> None:
        """Send spans in the background, if the environment says where to."""
        if self.is_on or not any(os.environ.get(name) for name in ENDPOINTS):
            return
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        resource = Resource.create({"service.name": service, "service.namespace": "helpdesk"})
        provider = TracerProvider(resource=resource)
        sender: Any = SpanSender(OTLPSpanExporter())
        provider.add_span_processor(BatchSpanProcessor(sender))
        self._tracer = provider.get_tracer("helpdesk")

    def span(
        self, name: str, kind: SpanKind, attributes: Mapping[str, str]
    ) -> AbstractContextManager[Any]:
        """A span around what is done inside; of an error only its kind is told. Needs `is_on`."""
        from opentelemetry.trace import SpanKind as Kind

        span: AbstractContextManager[Any] = self._tracer.start_as_current_span(
            name,
            kind=Kind[kind.upper()],
            attributes=attributes,
            # Both would send the error's own words, which may be what people typed.
            record_exception=False,
            set_status_on_exception=False,
        )
        return span

    def note_error(self, kind: str) -> None:
        """The span that is open has failed, by an error of this kind. Needs `is_on`."""
        from opentelemetry.trace import Status, StatusCode, get_current_span

        get_current_span().set_status(Status(StatusCode.ERROR, kind))

    def parent(self) -> dict[str, str]:
        """The header by which a callee's spans become part of this trace (W3C Trace Context)."""
        headers: dict[str, str] = {}
        if self.is_on:
            from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

            TraceContextTextMapPropagator().inject(headers)
        return headers

    def follow(self, parent: str | None) -> None:
        """Make the spans of this request part of its caller's trace, or of none."""
        if self.is_on:
            from opentelemetry.context import Context, attach
            from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

            given = {PARENT: parent} if parent else {}
            attach(TraceContextTextMapPropagator().extract(given, Context()))

    def trace_id(self) -> str:
        """The trace that is worked on, as collectors show it; empty outside of one."""
        if not self.is_on:
            return ""
        from opentelemetry.trace import format_trace_id, get_current_span

        context = get_current_span().get_span_context()
        return format_trace_id(context.trace_id) if context.is_valid else ""


tracing = TraceReporter()
