"""Spans by OpenTelemetry's own library, sent by OTLP over HTTP.

https://opentelemetry.io/docs/specs/otlp/
What it cannot send, it drops: its queue is bounded. Its own variables, such as OTEL_EXPORTER_OTLP_HEADERS and
OTEL_EXPORTER_OTLP_CERTIFICATE, say how it sends.
"""

from __future__ import annotations

from opentelemetry import trace as otel
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from wyoming_morgan import __version__
from wyoming_morgan.serving.traces import TurnSpan
from wyoming_morgan.trace_context import TraceContext

_PATH = "/v1/traces"


class _ChosenIds:
    """An `IdGenerator`. Gives the next span the ids that other processes and the log know already."""

    def __init__(self) -> None:
        self.chosen = TraceContext.begin(None, traced=True)

    def generate_span_id(self) -> int:
        return int(self.chosen.span_id, 16)

    def generate_trace_id(self) -> int:
        return int(self.chosen.trace_id, 16)

    def is_trace_id_random(self) -> bool:
        return True


class OtlpSpans:
    """Fulfils `SpanSender`."""

    def __init__(self, endpoint: str, service: str) -> None:
        """Send to a collector, such as `http://collector:4318`, in the name of a service."""
        self._ids = _ChosenIds()
        self._provider = TracerProvider(
            # The variables OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come before these names.
            resource=Resource.create({"service.name": service, "service.version": __version__}).merge(
                OTELResourceDetector().detect()
            ),
            id_generator=self._ids,
            shutdown_on_exit=False,
        )
        exporter = OTLPSpanExporter(endpoint.rstrip("/") + _PATH)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("wyoming_morgan", __version__)

    def send(self, span: TurnSpan) -> None:
        """Send a span and its parts soon."""
        self._send(span, otel.SpanKind.SERVER)

    def close(self) -> None:
        """Send what is left. Blocks."""
        self._provider.shutdown()

    def _send(self, span: TurnSpan, kind: otel.SpanKind) -> None:
        self._ids.chosen = span.trace
        sent = self._tracer.start_span(
            span.name,
            _parent(span.trace),
            kind,
            attributes=dict(span.attributes),
            start_time=_nanoseconds(span.began),
        )
        if span.error:
            sent.set_status(otel.Status(otel.StatusCode.ERROR, span.error))
        for part in span.parts:
            self._send(part, otel.SpanKind.INTERNAL)
        sent.end(_nanoseconds(span.ended))


def _parent(trace: TraceContext) -> otel.Context | None:
    """Return the context of the piece of work above; an empty one for the first of a trace."""
    if not trace.parent_id:
        return otel.Context()
    above = otel.SpanContext(
        int(trace.trace_id, 16),
        int(trace.parent_id, 16),
        is_remote=True,
        trace_flags=otel.TraceFlags(otel.TraceFlags.SAMPLED),
    )
    return otel.set_span_in_context(otel.NonRecordingSpan(above), otel.Context())


def _nanoseconds(seconds: float) -> int:
    return round(seconds * 1_000_000_000)
