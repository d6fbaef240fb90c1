"""The nano Whisper that the project ships for tests, through faster-whisper itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from faster_whisper import WhisperModel
from faster_whisper.transcribe import Segment, TranscriptionInfo

from scripts.nano_whisper.evaluation import Trial, trials
from scripts.nano_whisper.sentences import SENTENCES, speakers, unheard
from wyoming_morgan.audio import Samples
from wyoming_morgan.engines.tts.espeak_ng.binding import Espeak

pytestmark = pytest.mark.slow

NANO = Path(__file__).parent / "whisper-nano"
ALLOWED_BYTES = 3_000_000


@pytest.fixture(scope="module")
def model() -> WhisperModel:
    return WhisperModel(str(NANO), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)


@pytest.fixture(scope="module")
def spoken() -> list[Trial]:
    return trials(Espeak())


def hear(
    model: WhisperModel, samples: Samples, language: str | None, **options: object
) -> tuple[list[Segment], TranscriptionInfo]:
    asked: dict[str, object] = {
        "beam_size": 1,
        "temperature": 0,
        "condition_on_previous_text": False,
        "without_timestamps": True,
    }
    segments, info = model.transcribe(samples, language=language, **(asked | options))
    return list(segments), info


def text_of(segments: list[Segment]) -> str:
    return "".join(segment.text for segment in segments).strip()


def test_all_files_together_are_small_enough_to_ship() -> None:
    assert sum(file.stat().st_size for file in NANO.iterdir()) <= ALLOWED_BYTES


def test_its_sentences_are_listed_beside_it() -> None:
    listed = json.loads((NANO / "sentences.json").read_text(encoding="utf-8"))
    assert listed == [asdict(sentence) for sentence in SENTENCES]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_speakers_of_these_tests_taught_it_nothing(language: str) -> None:
    voices = {speaker.voice for speaker in speakers(language)}
    rates = {speaker.rate for speaker in speakers(language)}
    assert not voices & {speaker.voice for speaker in unheard(language)}
    assert not rates & {speaker.rate for speaker in unheard(language)}


def test_it_transcribes_unheard_speakers_in_a_given_language(
    model: WhisperModel, spoken: list[Trial]
) -> None:
    for trial in spoken:
        segments, _ = hear(model, trial.samples, trial.sentence.language)
        assert text_of(segments) == trial.sentence.text


def test_it_detects_both_languages(model: WhisperModel, spoken: list[Trial]) -> None:
    for trial in spoken:
        segments, info = hear(model, trial.samples, None)
        assert (info.language, text_of(segments)) == (trial.sentence.language, trial.sentence.text)


def test_its_segments_have_times(model: WhisperModel, spoken: list[Trial]) -> None:
    for trial in spoken:
        segments, _ = hear(model, trial.samples, trial.sentence.language, without_timestamps=False)
        assert text_of(segments) == trial.sentence.text
        assert segments[-1].end == pytest.approx(trial.end, abs=0.5)


def test_it_hears_nothing_in_silence(model: WhisperModel) -> None:
    segments, _ = hear(model, np.zeros(32_000, np.float32), "en")
    assert segments == []
