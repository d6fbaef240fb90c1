"""The words of a recording are found where they are said."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.engines.stt.pocketsphinx.test_engine import say
from wyoming_morgan.engines.stt.pocketsphinx.alignment import WordAligner
from wyoming_morgan.errors import EngineFailed

pytestmark = pytest.mark.slow  # loads the acoustic model


def test_words_follow_each_other_from_where_the_voice_begins(cache_dir: Path) -> None:
    text = "set the EcoBee to 25 degrees"
    [pcm] = asyncio.run(say((text,), cache_dir)).values()
    words = WordAligner().align(pcm, text)
    assert [word.text for word in words] == text.split()
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0.2 < words[0].start < 0.5
    assert len(pcm) / 32_000 - words[-1].end == pytest.approx(0.5, abs=0.35)


def test_a_recording_that_says_nothing_is_refused() -> None:
    with pytest.raises(EngineFailed):
        WordAligner().align(bytes(320), "turn on the light")
