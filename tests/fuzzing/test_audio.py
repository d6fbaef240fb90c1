"""Damaged audio files of every kind, a few hundred of them."""

from __future__ import annotations

import pytest

from tests.fuzzing.audio import DECODE_SECONDS, fuzz, whole_files

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024


async def test_damaged_audio_is_heard_or_refused_in_time_and_in_little_memory() -> None:
    assert len(whole_files()) > 25
    report = await fuzz(300)
    assert report.outcomes.total() == 300
    assert report.outcomes["decoded"] > 30, "the damage leaves nothing to be heard"
    assert report.outcomes["undecodable"] > 30, "the damage does no harm"
    assert report.slowest_seconds < DECODE_SECONDS + 10
    assert report.peak_bytes < 200 * MEGABYTE
