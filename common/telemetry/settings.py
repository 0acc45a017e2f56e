"""Settings of metrics and traces; `apply` gives them to the processes of this host."""

import os
from typing import Annotated

from pydantic import AfterValidator

from common.addresses import LOOPBACK
from common.settings.component import ComponentSettings
from common.settings.values import Port
from common.telemetry.tracing import ENDPOINTS


def _endpoint(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("is not an address: write one like http://127.0.0.1:4318")
    return url


class TelemetrySettings(ComponentSettings):
    """Where metrics are served, and where traces are sent (OTLP over HTTP); neither by default."""

    metrics_host: str = LOOPBACK
    metrics_port: Port | None = None
    otel_exporter_otlp_endpoint: Annotated[str, AfterValidator(_endpoint)] = ""

    def apply(self) -> None:
        """Let every child of this process know the collector, by OpenTelemetry's own variable."""
        if self.otel_exporter_otlp_endpoint:
            os.environ[ENDPOINTS[0]] = self.otel_exporter_otlp_endpoint
