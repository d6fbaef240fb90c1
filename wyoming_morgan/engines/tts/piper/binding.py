"""Piper's library. It runs in the isolated process: it and the espeak-ng inside it are under the GPL."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from wyoming_morgan.engines.tts.onnx_voice import Hardware, pcm_of
from wyoming_morgan.engines.tts.piper.model import (
    DecodedStretch,
    PiperDelivery,
    PiperModel,
    Undecoded,
    VoiceFiles,
)
from wyoming_morgan.errors import EngineUnavailable

_LONGEST = 500
"""Phonemes of one run: the work grows with their square, and a row of digits becomes thousands."""

Phonemes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpokenStretch:
    """Some of a sentence as 16-bit mono PCM at the voice's rate, and what comes after it."""

    pcm: bytes
    rest: Undecoded | None
    seconds: float
    """How long it took."""


class PiperVoices:
    """The library with the voices in memory; the least recently used one is unloaded first."""

    def __init__(self, most: int, hardware: Hardware) -> None:
        self._most = most
        self._hardware = hardware
        self._voices: OrderedDict[VoiceFiles, PiperModel] = OrderedDict()

    def get(self, files: VoiceFiles) -> PiperModel:
        """Return a voice, loading it if need be.

        Raises:
            EngineUnavailable: a file of it is missing, broken or of another kind.
        """
        voice = self._voices.pop(files, None)
        if voice is None:
            while len(self._voices) >= self._most:
                self._voices.popitem(last=False)
            voice = PiperModel(files, self._hardware)
        self._voices[files] = voice
        return voice

    def forget(self, files: VoiceFiles) -> None:
        """Unload a voice that turned out to be broken: it may be repaired by the next call."""
        self._voices.pop(files, None)


def prepare(voices: PiperVoices, files: VoiceFiles) -> bool:
    """Load a voice, unless it is loaded; return whether it speaks a sentence in stretches."""
    return voices.get(files).works_in_stretches


def phonemize(voices: PiperVoices, files: VoiceFiles, text: str) -> list[Phonemes]:
    """Return the phonemes of text by its sentences, none of them too long for one run.

    `[[`, which begins phonemes for Piper, is only text here.
    """
    voice = voices.get(files).voice
    try:
        sentences = voice.phonemize(re.sub(r"\[(?=\[)", "[ ", text))
    except RuntimeError as error:  # espeak-ng has no such voice
        voices.forget(files)
        raise EngineUnavailable(f"{files.config} cannot be used: {error}", hint=files.fix) from error
    return [part for sentence in sentences for part in _bounded(tuple(sentence))]


def start(
    voices: PiperVoices, files: VoiceFiles, text: str, delivery: PiperDelivery
) -> tuple[list[Phonemes], SpokenStretch | None]:
    """Return the phonemes of text by its sentences, and the first stretch of the first one."""
    sentences = phonemize(voices, files, text)
    return sentences, begin(voices, files, sentences[0], delivery) if sentences else None


def begin(
    voices: PiperVoices, files: VoiceFiles, phonemes: Phonemes, delivery: PiperDelivery
) -> SpokenStretch:
    """Speak the first stretch of a sentence; if there is a rest, `go_on` with it."""
    began = time.monotonic()
    return _spoken(voices.get(files).begin(phonemes, delivery), delivery, began)


def go_on(
    voices: PiperVoices, files: VoiceFiles, rest: Undecoded, until: float, delivery: PiperDelivery
) -> SpokenStretch:
    """Speak the next stretch of a sentence, which another process may have begun.

    `until` is when it is needed, a `time.monotonic`, which is the same in all processes.
    """
    began = time.monotonic()
    return _spoken(voices.get(files).go_on(rest, until), delivery, began)


def _spoken(stretch: DecodedStretch, delivery: PiperDelivery, began: float) -> SpokenStretch:
    pcm = pcm_of(stretch.samples, volume=delivery.volume)
    return SpokenStretch(pcm, stretch.rest, time.monotonic() - began)


def _bounded(sentence: Phonemes) -> Iterator[Phonemes]:
    """Cut behind a word if there is one, else anywhere."""
    while len(sentence) > _LONGEST:
        end = next((at for at in range(_LONGEST, 0, -1) if sentence[at - 1] == " "), _LONGEST)
        yield sentence[:end]
        sentence = sentence[end:]
    if any(phoneme.strip() for phoneme in sentence):
        yield sentence
