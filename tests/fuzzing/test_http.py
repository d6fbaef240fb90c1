"""Hostile connections to a real HTTP server, a few hundred of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzzing.http import fuzz

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024


async def test_hostile_connections_end_without_a_fault_and_others_are_served(tmp_path: Path) -> None:
    report = await fuzz(300, folder=tmp_path)
    assert report.outcomes["200"] > 15, "nothing gets through"
    assert report.outcomes["400"] > 30, "the damage does no harm"
    assert report.outcomes["422"] > 5, "no field is wrong"
    assert report.slowest_health_seconds < 10
    assert report.grown_bytes < 100 * MEGABYTE
