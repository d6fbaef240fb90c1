"""Alert rules and the dashboard name only metrics that exist, and the rules do what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from wyoming_morgan.metrics.table import TABLE, MetricSpec
from wyoming_morgan.timings import Stage

CHECKOUT = Path(__file__).resolve().parents[2]
RULES = CHECKOUT / "deploy" / "alerts" / "morgan.yaml"
TESTS_OF_RULES = CHECKOUT / "deploy" / "alerts" / "morgan.test.yaml"
DASHBOARD = CHECKOUT / "deploy" / "grafana" / "morgan.json"

SERIES: dict[str, MetricSpec] = {name: metric for metric in TABLE for name in metric.series}
_PROMETHEUS_CLIENT = {"process_resident_memory_bytes", "process_cpu_seconds_total"}
"""What Prometheus' own client library reports of every process."""
_TARGET = {"job", "instance", "le"}
"""Labels that Prometheus adds to every series, and that of buckets."""


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return [panel for panel in listed if panel["type"] != "row"]


def queries() -> Iterator[tuple[str, str]]:
    """Every query, with what it belongs to."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in panels():
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("place", "query"), [pytest.param(*item, id=item[0]) for item in queries()])
def test_a_query_names_metrics_and_labels_that_exist(place: str, query: str) -> None:
    series = re.findall(r"\b(?:morgan|process)_[a-z_]+", query)
    assert series or place == "MorganDown"
    for name in series:
        assert name in SERIES or name in _PROMETHEUS_CLIENT, f"{place}: there is no {name}"
    labels = {label for name in series if name in SERIES for label in SERIES[name].labels}
    for name, selector in re.findall(r"\b(morgan_[a-z_]+)\{([^}]*)\}", query):
        own = {label for label, _ in re.findall(r"(\w+)(=~|!~|!=|=)", selector)}
        assert own <= {*SERIES[name].labels, *_TARGET}, f"{place}: {name} has no such labels"
    for grouped in re.findall(r"\b(?:by|on|without) \(([^)]*)\)", query):
        assert set(re.split(r",\s*", grouped)) <= labels | _TARGET, f"{place}: {grouped}"


def test_the_stages_that_a_reply_waits_for_exist() -> None:
    waited = {stage for stage in Stage if stage is not Stage.SYNTHESIZE}
    for _, query in queries():
        for stages in re.findall(r'stage=~"([^"]+)"', query):
            assert set(stages.split("|")) == {stage.value for stage in waited}


def test_every_metric_is_in_the_dashboard_or_a_rule() -> None:
    named = {name for _, query in queries() for name in re.findall(r"\bmorgan_[a-z_]+", query)}
    assert [metric.name for metric in TABLE if not named & {*metric.series}] == []


def test_the_panels_that_alerts_send_people_to_exist() -> None:
    titles = {panel["title"] for panel in panels()}
    for rule in rules():
        for title in re.findall("“([^”]+)”", rule["annotations"]["description"]):
            assert title in titles


def test_the_panels_of_the_dashboard_lie_beside_each_other() -> None:
    everything: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in everything}) == len(everything)
    squares: set[tuple[int, int]] = set()
    for panel in everything:
        at = panel["gridPos"]
        own = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not squares & own, panel["title"]
        assert at["x"] + at["w"] <= 24
        squares |= own


def test_each_rule_has_a_test_in_which_it_fires() -> None:
    tests = yaml.safe_load(TESTS_OF_RULES.read_text())["tests"]
    firing = {
        check["alertname"] for test in tests for check in test["alert_rule_test"] if check.get("exp_alerts")
    }
    assert firing == {rule["alert"] for rule in rules()}


@pytest.mark.parametrize("command", [("check", "rules", RULES.name), ("test", "rules", TESTS_OF_RULES.name)])
def test_promtool_is_content_with_the_rules(command: tuple[str, ...]) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: Debian's package prometheus has it")
    result = subprocess.run(  # noqa: S603 - its own files
        [promtool, *command], cwd=RULES.parent, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
