"""A Whisper with random weights, as benchmarks use it, through faster-whisper itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from faster_whisper import WhisperModel

from scripts.random_whisper import make

pytestmark = pytest.mark.slow

WORDS = 5


def test_it_says_as_many_words_as_asked_for_and_is_sure_of_them(tmp_path: Path) -> None:
    make("tiny", tmp_path, words=WORDS)
    model = WhisperModel(str(tmp_path), device="cpu", compute_type="int8", local_files_only=True)
    assert model.model.is_multilingual

    segments, _ = model.transcribe(
        np.zeros(32_000, np.float32), language="en", beam_size=1, without_timestamps=True
    )

    (segment,) = segments
    assert len(segment.tokens) == WORDS
    assert len(segment.text.split()) == WORDS
    assert segment.temperature == 0
