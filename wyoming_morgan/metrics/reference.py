"""The page of all metrics, made from the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wyoming_morgan.metrics.table import MetricSpec

_INTRODUCTION = """\
# Metrics

Every process of Morgan, also a speech service of its own, answers `GET /metrics` in Prometheus' text format.
It costs no more than reading memory. Where keys are configured, any of them will do. In `prometheus.yml`:

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


def reference(sections: Mapping[str, tuple[MetricSpec, ...]]) -> str:
    """Return the page in Markdown."""
    return "\n".join([_INTRODUCTION, *_tables(sections)])


def _tables(sections: Mapping[str, tuple[MetricSpec, ...]]) -> Iterator[str]:
    for title, metrics in sections.items():
        yield f"## {title}\n\n| Metric | Type | Labels | |\n|---|---|---|---|"
        for metric in metrics:
            labels = ", ".join(f"`{label}`" for label in metric.labels)
            yield f"| `{metric.name}` | {metric.kind.value} | {labels} | {metric.help} |"
        yield ""
