"""The page of all metrics, made from the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wyoming_morgan.metrics.table import MetricSpec

_INTRODUCTION = """\
# Metrics, logs and traces

Every process of Morgan, also a speech service of its own, answers `GET /metrics` in Prometheus' text format.
A scrape takes some 4 ms of a processor. Where keys are configured, any of them will do. In `prometheus.yml`:

```yaml
scrape_configs:
  - job_name: morgan
    scrape_interval: 15s
    authorization: {credentials_file: /etc/prometheus/morgan.key}
    static_configs:
      - targets: ["morgan:8000"]
```

Services apart have an HTTP port each: core 8000, llm 8001, tts 8002, stt 8003, vad 8004.

- `deploy/grafana/morgan.json` is a dashboard: *Dashboards > New > Import* in Grafana.
- `deploy/alerts/morgan.yaml` has alert rules, for `rule_files`: a reply within 2 s, errors below 1 %, a start
  within 10 s, memory below 2 GB beside a GPU, a process down, a stand-in at work, a queue that is full.
- `process_…` are the metrics of Prometheus' own client library about Morgan's process.
- Labels never hold what was said, names of the home, addresses of clients or keys.

How many calls waited at a time, on average over a minute, is `sum(rate(morgan_engine_wait_seconds_sum[1m]))`:
the seconds that all of them waited in a second. Unlike a gauge, this misses nothing between two scrapes.

GPUs are reported where NVIDIA's driver is and the package `nvidia-ml-py`, which the extra `cuda` installs.
"""


_LOGS_AND_TRACES = """\
## Logs for programs

`core.log_format: json` writes one JSON object in each line, on standard error:

| Key | |
|---|---|
| `time` | in UTC, with milliseconds |
| `level`, `logger`, `message` | as in the lines for people |
| `code` | of the error that it is about |
| `turn`, `trace` | of the turn in whose course it was logged; `trace` is the same in all services of a turn |
| `error` | the traceback of an unexpected error |

Passwords in addresses are hidden. What was said is logged only with `core.log_transcripts`, and PINs never.

## Traces

With `core.traces_endpoint: http://collector:4318`, or the usual variable `OTEL_EXPORTER_OTLP_ENDPOINT`,
each turn is a trace of [OpenTelemetry](https://opentelemetry.io), sent by OTLP over HTTP to any
collector, Jaeger or Tempo. It needs `pip install 'wyoming-morgan[otel]'`. Other variables of
OpenTelemetry, such as `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME` and `OTEL_BSP_SCHEDULE_DELAY`,
apply, too.

- A turn is a span, and each of its stages one within it; the outcome is `morgan.outcome`, an error
  `error.type`.
- Where core hears and speaks through services of their own, theirs are within its trace: the trace goes
  along as the header `traceparent` over HTTP, and over Wyoming as a field of that name in `transcribe`
  and `synthesize`, which other servers ignore. A client that sends `traceparent` has Morgan's spans
  within its own trace.
- Home Assistant hears, asks and speaks in three requests, which are a trace each.
- No words are in a trace, unless `core.log_transcripts` is on. A turn that is incognito has none.
- A collector that is away costs no turn anything: what cannot be sent is dropped.
"""


def reference(sections: Mapping[str, tuple[MetricSpec, ...]]) -> str:
    """Return the page in Markdown."""
    return "\n".join([_INTRODUCTION, *_tables(sections), _LOGS_AND_TRACES])


def _tables(sections: Mapping[str, tuple[MetricSpec, ...]]) -> Iterator[str]:
    for title, metrics in sections.items():
        yield f"## {title}\n\n| Metric | Type | Labels | |\n|---|---|---|---|"
        for metric in metrics:
            labels = ", ".join(f"`{label}`" for label in metric.labels)
            yield f"| `{metric.name}` | {metric.kind.value} | {labels} | {metric.help} |"
        yield ""
