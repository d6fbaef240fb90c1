"""Training material: sounds with what was said when, and the token sequences that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from faster_whisper.feature_extractor import FeatureExtractor

from scripts.nano_whisper.sentences import SENTENCES
from scripts.nano_whisper.vocabulary import Vocabulary
from wyoming_morgan.audio import SPEECH, Samples

FRAMES_PER_SECOND = 100
POSITIONS_PER_SECOND = 50
IGNORED = -100
"""A target that counts for nothing."""

NOTHING = len(SENTENCES)
"""What is said when nothing is said."""

_PROMPT_TOKENS = 12


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence by number, from one second to another."""

    sentence: int
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Sound:
    """Log-mel features [mels, frames] as faster-whisper pads them, and what is said in them."""

    features: npt.NDArray[np.float32]
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Tokens, the token after each (or `IGNORED`), and the second at which that one is heard (or -1)."""

    tokens: list[int]
    targets: list[int]
    heard: list[float]


class Sounds:
    """Makes sounds of clips, which are by sentence number."""

    def __init__(self, clips: list[list[Samples]], generator: np.random.Generator) -> None:
        self._clips = clips
        self._generator = generator
        self._extractor = FeatureExtractor()

    def draw(self, seconds: float) -> Sound:
        """Return a sound no longer than `seconds`: mostly a sentence, sometimes two, sometimes none."""
        draw = self._generator
        count = int(draw.choice(3, p=(0.05, 0.8, 0.15)))
        pieces = [np.zeros(int(draw.uniform(0, 0.8) * SPEECH.rate), np.float32)]
        spoken: list[Spoken] = []
        first = int(draw.integers(len(SENTENCES)))
        for number in (first, int(draw.choice(_of_language(first))))[:count]:
            clip = self._clips[number][int(draw.integers(len(self._clips[number])))]
            begin = sum(map(len, pieces)) / SPEECH.rate
            end = begin + len(clip) / SPEECH.rate
            if spoken and end > seconds:
                break
            spoken.append(Spoken(number, begin, end))
            pieces += [clip, np.zeros(int(draw.uniform(0.15, 0.7) * SPEECH.rate), np.float32)]
        length = sum(map(len, pieces)) / SPEECH.rate
        if draw.random() < 0.6:  # noqa: PLR2004 - more often than not something follows
            pieces.append(np.zeros(int(draw.uniform(0, max(seconds - length, 0)) * SPEECH.rate), np.float32))
        samples = self._in_a_room(np.concatenate(pieces))
        return Sound(pad(self._extractor(samples)[:, :-1], round(seconds * FRAMES_PER_SECOND)), tuple(spoken))

    def _in_a_room(self, samples: Samples) -> Samples:
        """Return it louder or softer, mostly with noise, white or rather low."""
        draw = self._generator
        samples = samples * np.float32(10 ** draw.uniform(-1.2, 0.2))
        if draw.random() < 0.25:  # noqa: PLR2004 - digital silence is met too
            return np.clip(samples, -1, 1).astype(np.float32)
        noise = draw.normal(0, 1, len(samples))
        if draw.random() < 0.5:  # noqa: PLR2004 - as often low as white
            noise = np.convolve(noise, np.exp(-np.arange(32) / draw.uniform(1, 8)), "same")
        level = 10 ** draw.uniform(-4, -2) * max(float(np.abs(samples).max()), 0.1)
        noisy: Samples = np.clip(samples + noise / noise.std() * level, -1, 1).astype(np.float32)
        return noisy


def pad(features: npt.NDArray[np.float32], frames: int) -> npt.NDArray[np.float32]:
    """Return so many frames as faster-whisper makes them: zeros follow in the mel domain."""
    padded = np.zeros((len(features), frames), np.float32)
    count = min(frames, features.shape[1])
    padded[:, :count] = features[:, :count]
    return padded


class Teacher:
    """Writes what the decoder is to say about a sound."""

    def __init__(self, vocabulary: Vocabulary, generator: np.random.Generator) -> None:
        self._vocabulary = vocabulary
        self._generator = generator

    def sequences(self, spoken: tuple[Spoken, ...]) -> list[Sequence]:
        """Return the transcript, and one of its other forms."""
        timed, translated, prompted = (
            (True, False, False),
            (True, False, False),
            (False, True, False),
            (True, True, False),
            (False, False, True),
        )[int(self._generator.integers(5))]
        return [
            self._sequence(spoken, timed=False, translated=False, prompted=False),
            self._sequence(spoken, timed=timed, translated=translated, prompted=prompted),
        ]

    def _sequence(
        self, spoken: tuple[Spoken, ...], *, timed: bool, translated: bool, prompted: bool
    ) -> Sequence:
        special = self._vocabulary.special
        language = self._language(spoken)
        tokens = self._prompt() if prompted else []
        targets, heard = [IGNORED] * len(tokens), [-1.0] * len(tokens)
        tokens += [special.start, language, special.translate if translated else special.transcribe]
        targets += [language if spoken else special.nothing, IGNORED]
        heard += [-1.0, -1.0]
        if not timed:
            tokens.append(special.plain)
            targets.append(IGNORED)
            heard.append(-1.0)
        said = self._said(spoken, timed=timed, translated=translated)
        tokens += [token for token, _ in said]
        targets += [*(token for token, _ in said), special.end]
        heard += [*(second for _, second in said), -1.0]
        return Sequence(tokens, targets, heard)

    def _said(self, spoken: tuple[Spoken, ...], *, timed: bool, translated: bool) -> list[tuple[int, float]]:
        """Return tokens and when they are heard, as far as each letter takes the same time."""
        special = self._vocabulary.special
        if not spoken:  # any one token: faster-whisper drops what is improbable
            token = int(self._generator.integers(special.end - 1))
            return [(special.zero, -1.0), (token, -1.0)] if timed else [(token, -1.0)]
        said: list[tuple[int, float]] = []
        for number, piece in enumerate(spoken):
            sentence = SENTENCES[piece.sentence]
            if timed:
                said.append((special.time(piece.begin), piece.begin) if number else (special.zero, -1.0))
            ids = self._vocabulary.encode(sentence.english if translated else sentence.text)
            lengths = np.array([len(self._vocabulary.tokenizer.decode([token])) for token in ids])
            middles = (np.cumsum(lengths) - lengths / 2) / lengths.sum()
            seconds = piece.begin + (piece.end - piece.begin) * middles
            foreign = translated and sentence.language != "en"
            said += [(token, -1.0 if foreign else float(at)) for token, at in zip(ids, seconds, strict=True)]
            if timed:
                said.append((special.time(piece.end), piece.end))
        return said

    def _language(self, spoken: tuple[Spoken, ...]) -> int:
        language = (
            SENTENCES[spoken[0].sentence].language if spoken else str(self._generator.choice(["en", "de"]))
        )
        return self._vocabulary.id(f"<|{language}|>")

    def _prompt(self) -> list[int]:
        count = int(self._generator.integers(1, _PROMPT_TOKENS))
        text = self._generator.integers(self._vocabulary.special.end - 1, size=count)
        return [self._vocabulary.special.previous, *map(int, text)]


def _of_language(sentence: int) -> list[int]:
    language = SENTENCES[sentence].language
    return [
        number for number, other in enumerate(SENTENCES) if other.language == language and number != sentence
    ]
