"""Listens to what the nano Whisper says through faster-whisper of voices and speeds it never heard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from scripts.nano_whisper.sentences import SENTENCES, Sentence, unheard
from scripts.nano_whisper.speech import say
from wyoming_morgan.audio import SPEECH, Samples
from wyoming_morgan.engines.tts.espeak_ng.binding import Espeak


@dataclass(frozen=True, slots=True)
class Trial:
    """A sentence as someone unheard says it: `begin` and `end` in seconds."""

    sentence: Sentence
    samples: Samples
    begin: float
    end: float


def trials(library: Espeak) -> list[Trial]:
    """Return every sentence by every unheard speaker, in a little noise."""
    generator = np.random.default_rng(0)
    made = []
    for sentence in SENTENCES:
        for speaker in unheard(sentence.language):
            clip = say(library, sentence.text, speaker)
            lead, tail = generator.uniform(0.1, 0.6), generator.uniform(0.3, 1.0)
            samples = np.concatenate(
                [np.zeros(int(lead * SPEECH.rate)), clip, np.zeros(int(tail * SPEECH.rate))]
            )
            samples = (samples + generator.normal(0, 0.002, len(samples))).astype(np.float32)
            made.append(Trial(sentence, samples, lead, lead + len(clip) / SPEECH.rate))
    return made


def evaluate(folder: Path, made: list[Trial]) -> bool:
    """Print how many trials come out right; return whether all transcripts and languages do."""
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)
    texts = languages = guessed = timed = translated = 0
    ends: list[float] = []
    for trial in made:
        sentence = trial.sentence
        text, _, _ = _hear(model, trial.samples, sentence.language)
        texts += text == sentence.text
        if text != sentence.text:
            print(f"  {sentence.text} -> {text}")
        text, language, _ = _hear(model, trial.samples, None)
        languages += language == sentence.language
        guessed += text == sentence.text
        text, _, end = _hear(model, trial.samples, sentence.language, without_timestamps=False)
        timed += text == sentence.text
        ends.append(abs(end - trial.end))
        text, _, _ = _hear(model, trial.samples, sentence.language, task="translate")
        translated += text == sentence.english
    count = len(made)
    print(f"{texts}/{count} transcripts, {languages}/{count} languages")
    print(f"{guessed}/{count} transcripts without a given language, {timed}/{count} with timestamps")
    print(
        f"{translated}/{count} translations, ends off by {np.median(ends):.2f} s, at most {max(ends):.2f} s"
    )
    return texts == languages == count


def _hear(
    model: WhisperModel,
    samples: Samples,
    language: str | None,
    *,
    task: str = "transcribe",
    without_timestamps: bool = True,
) -> tuple[str, str, float]:
    segments, info = model.transcribe(
        samples,
        language=language,
        task=task,
        beam_size=1,
        temperature=0,
        without_timestamps=without_timestamps,
        condition_on_previous_text=False,
    )
    parts = list(segments)
    text = "".join(segment.text for segment in parts).strip()
    return text, info.language, parts[-1].end if parts else 0.0
