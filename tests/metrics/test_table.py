"""The table of metrics: names as Prometheus wants them, each written down once and read somewhere."""

from __future__ import annotations

import re

import pytest

from tests.source import PACKAGE, modules, text
from wyoming_morgan.metrics import table
from wyoming_morgan.metrics.table import TABLE, MetricKind, MetricSpec

UNITS = ("_seconds", "_bytes", "_ratio")


def test_no_two_metrics_have_one_name() -> None:
    names = [name for metric in TABLE for name in metric.series]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("metric", TABLE, ids=lambda metric: metric.name)
def test_a_name_follows_the_conventions_of_prometheus(metric: MetricSpec) -> None:
    assert re.fullmatch(r"morgan(_[a-z]+)+", metric.name)
    assert metric.name.endswith("_total") == (metric.kind is MetricKind.COUNTER)
    if metric.kind is MetricKind.HISTOGRAM:
        assert metric.name.endswith("_seconds")
    for unit in UNITS:
        assert unit not in metric.name or metric.name.endswith(unit)
    assert metric.help.endswith(".")
    assert "|" not in metric.help


def test_every_metric_of_the_table_is_documented_and_read() -> None:
    constants = {name: value for name, value in vars(table).items() if isinstance(value, MetricSpec)}
    assert set(constants.values()) == set(TABLE)
    readers = "".join(text(path) for path in modules() if path.relative_to(PACKAGE).parts[0] != "metrics")
    assert [name for name in constants if f"table.{name}" not in readers] == []


def test_no_metric_is_named_outside_the_table() -> None:
    names = re.compile(r'"morgan_[a-z_]+_(?:seconds|bytes|total|ratio)"')
    assert {
        str(path): names.findall(text(path))
        for path in modules()
        if path.parent.name != "metrics" and names.search(text(path))
    } == {}
