"""kokoro-onnx. It runs in the isolated process: the phonemizer and espeak-ng it needs are under the GPL."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.contract.blends import BlendPart
from wyoming_morgan.engines.tts.kokoro.files import KokoroFiles, KokoroLocation, find
from wyoming_morgan.engines.tts.kokoro.marks import between_marks
from wyoming_morgan.engines.tts.onnx_voice import Hardware, open_session, pcm_of, running
from wyoming_morgan.errors import EngineUnavailable

RATE = 24_000
"""The sample rate in Hz."""

CHINESE, JAPANESE = "zh", "ja"
"""Languages that espeak-ng reads differently from the model's training; others have espeak-ng's names."""

_NO_MARKS = re.compile(r"(?!)")
_INPUTS = ("style", "speed")  # the third is called tokens or input_ids
_STYLE = (1, 256)  # the shape of a voice for each number of phonemes

Parts = tuple[BlendPart, ...]


@dataclass(frozen=True, slots=True)
class KokoroDelivery:
    """How to speak: `parts` are the voices that are mixed, pauses are seconds after a punctuation mark."""

    parts: Parts
    speed: float
    sentence_pause: float
    clause_pause: float
    volume: float


class KokoroModel:
    """The loaded library, which is not thread-safe where espeak-ng makes phonemes."""

    def __init__(self, files: KokoroFiles, hardware: Hardware) -> None:
        # First, because it keeps onnxruntime, which kokoro-onnx imports, from sending telemetry.
        session = open_session(files.model, hardware, inputs=_INPUTS, fix=files.fix_model)
        import kokoro_onnx

        self.files = files
        self.hardware = hardware
        vocabulary = str(files.vocabulary) if files.vocabulary else None
        try:
            self.library = kokoro_onnx.Kokoro.from_session(
                session, str(files.voices), vocab_config=vocabulary
            )
        except Exception as error:  # numpy, zipfile and json fail in many ways
            names = " or ".join(str(path) for path in (files.voices, files.vocabulary) if path)
            raise EngineUnavailable(f"{names} cannot be used: {error}", hint=files.fix_voices) from error
        self._readers: dict[str, Callable[[str], str]] = {}

    def phonemes(self, text: str, language: str) -> str:
        """Return the phonemes of text that the model knows.

        Raises:
            EngineUnavailable: the language cannot be read here.
        """
        vocabulary = self.library.tokenizer.vocab
        reader = self._readers.get(language)
        if reader is None:
            reader = _chinese(vocabulary) if language == CHINESE else _espeak(language)
            self._readers[language] = reader
        spoken = reader(" ".join(text.split()))
        return " ".join("".join(char for char in spoken if char in vocabulary).split())

    def style(self, parts: Parts) -> Any:
        """Return the mixture of voices.

        Raises:
            EngineUnavailable: the file of voices is broken or contains something else.
        """
        styles = [self._style(part.voice) for part in parts]
        rows = min(map(len, styles))
        return sum(style[:rows] * part.weight for style, part in zip(styles, parts, strict=True))

    def _style(self, voice: str) -> Any:
        import numpy as np

        path = self.files.voices
        try:
            style = np.asarray(self.library.get_voice_style(voice), np.float32)
        except Exception as error:  # as in the constructor
            raise EngineUnavailable(f"{path} cannot be used: {error}", hint=self.files.fix_voices) from error
        if style.shape[1:] != _STYLE or not len(style):
            raise EngineUnavailable(f"{path} does not contain voices of Kokoro", hint=self.files.fix_voices)
        return style


def load(location: KokoroLocation, hardware: Hardware) -> KokoroModel:
    """Load the model.

    Raises:
        EngineUnavailable: the library is missing, or a file is missing or broken; the error names it.
    """
    return KokoroModel(find(location), hardware)


def prepare(model: KokoroModel, parts: Parts) -> None:
    """Check that a voice can be read."""
    model.style(parts)


def phonemize(model: KokoroModel, text: str, language: str) -> list[str]:
    """Return the phonemes of text, in parts that the model can speak in one run."""
    from kokoro_onnx.chunker import split_phonemes

    return [part for part in split_phonemes(model.phonemes(text, language)) if any(map(str.isalpha, part))]


class SpokenPhonemes(NamedTuple):
    """16-bit mono PCM, and the seconds of silence after the mark that it ends in."""

    pcm: bytes
    pause: float


def speak(model: KokoroModel, phonemes: str, delivery: KokoroDelivery) -> SpokenPhonemes:
    """Speak phonemes."""
    from kokoro_onnx.chunker import pause_after

    style = model.style(delivery.parts)
    with running(model.files.model, model.hardware, fix=model.files.fix_model):
        audio, _ = model.library.create(
            phonemes,
            style,
            speed=delivery.speed,
            is_phonemes=True,
            sentence_pause=delivery.sentence_pause,
            clause_pause=delivery.clause_pause,
        )
    pause = pause_after(phonemes, delivery.sentence_pause, delivery.clause_pause)
    return SpokenPhonemes(pcm_of(audio, volume=delivery.volume), pause)


def _espeak(language: str) -> Callable[[str], str]:
    """Return a function that reads a language with espeak-ng.

    kokoro-onnx makes a new phonemizer for every text, and leaves marks in the phonemes where the language
    changes, which would be spoken.
    """
    if language == JAPANESE:
        raise EngineUnavailable(
            "Kokoro's Japanese voices cannot be used: reading Japanese needs dictionaries from the network",
            hint="ask for another engine's voice",
        )
    from phonemizer.backend import EspeakBackend

    # phonemizer's own way to keep marks takes the dot of "21.5 degrees." for the end of the sentence.
    backend = EspeakBackend(
        language, punctuation_marks=_NO_MARKS, with_stress=True, language_switch="remove-flags"
    )

    def read(text: str) -> str:
        parts = between_marks(text)
        spoken = iter(backend.phonemize([part.words for part in parts if part.words], strip=True))
        return "".join((next(spoken) if part.words else "") + part.marks for part in parts)

    return read


def _chinese(vocabulary: Collection[str]) -> Callable[[str], str]:
    """Return a function that reads Chinese: in bopomofo if the model's vocabulary has it, else in IPA."""
    try:
        from misaki.zh import ZHG2P
    except ImportError as error:
        raise EngineUnavailable(
            f"Kokoro's Chinese voices need misaki: {error}", hint=advice("pip install 'misaki[zh]'")
        ) from error
    reader = ZHG2P(version="1.1" if _BOPOMOFO in vocabulary else None)
    return lambda text: str(reader(text)[0])


_BOPOMOFO = "ㄅ"
