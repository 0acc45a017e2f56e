"""A collector of OpenTelemetry traces: takes OTLP over HTTP and keeps every span."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

TIMEOUT_S = 30


@dataclass(frozen=True)
class CollectedSpan:
    """A span with the service that sent it; ids as hexadecimal digits."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str]
    error: str


@dataclass
class TraceCollector:
    """`spans` has what was sent, `bodies` how; `url` is where to send it."""

    url: str
    spans: list[CollectedSpan] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def take(self, body: bytes) -> None:
        """Keep the spans of one request."""
        with self.news:
            self.bodies.append(body)
            self.spans += spans_of(body)
            self.news.notify_all()

    def trace_with(self, services: set[str], name: str, wanted: str = "") -> list[CollectedSpan]:
        """The spans of a trace that has one of each service and one of that name; waits for it."""

        def found() -> list[CollectedSpan]:
            for trace in [wanted] if wanted else {span.trace for span in self.spans}:
                spans = [span for span in self.spans if span.trace == trace]
                if services <= {one.service for one in spans} and name in {s.name for s in spans}:
                    return spans
            return []

        with self.news:
            assert self.news.wait_for(found, TIMEOUT_S), self.spans
            return found()


def spans_of(body: bytes) -> Iterator[CollectedSpan]:
    """The spans of a request's body."""
    request = ExportTraceServiceRequest.FromString(body)
    for resource in request.resource_spans:
        about = {one.key: one.value.string_value for one in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                assert not span.events, "events may hold what people typed"
                yield CollectedSpan(
                    about["service.name"],
                    span.name,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    {one.key: one.value.string_value for one in span.attributes},
                    span.status.message,
                )


@contextmanager
def running_collector() -> Iterator[TraceCollector]:
    """A collector on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces", self.path
            collector.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector = TraceCollector(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
