"""Makes the pieces of speech of every engine alike: in how loud they are, and in the silence around them."""

from __future__ import annotations

from collections import OrderedDict

from wyoming_morgan.audio import (
    EvenLoudness,
    Samples,
    SilenceTrimmer,
    VoiceLoudness,
    from_samples,
    to_samples,
)
from wyoming_morgan.audio.even_loudness import QUIET, USUAL
from wyoming_morgan.engines.contract.tts import TtsCapabilities
from wyoming_morgan.voice.contract import ChosenVoice
from wyoming_morgan.voice.settings import MouthSettings
from wyoming_morgan.voice.stops import FULL_STOPS

_VOICES = 256
"""Voices whose loudness is remembered."""
_CLOSERS = "\"'”’»)]」』）"  # noqa: RUF001 - Chinese and Japanese close with these
_SENTENCE_ENDS = f".!?…{FULL_STOPS}"
_CLAUSE_ENDS = ",;:،؛，、；："  # noqa: RUF001 - likewise
_WIDTH = 2


class EvenPieces:
    """Knows how loud each voice of an engine is."""

    def __init__(self, settings: MouthSettings) -> None:
        self._settings = settings
        self._voices: OrderedDict[tuple[str, str | None], VoiceLoudness] = OrderedDict()

    def piece(self, text: str, voice: ChosenVoice, capabilities: TtsCapabilities) -> EvenPiece:
        """Return what evens the speech that is made of a text."""
        key = voice.voice.name, voice.options.speaker
        loudness = self._voices.pop(key, None) or VoiceLoudness()
        self._voices[key] = loudness
        while len(self._voices) > _VOICES:
            self._voices.popitem(last=False)
        return EvenPiece(loudness, capabilities, self._settings, self._pause(text))

    def _pause(self, text: str) -> float:
        mark = text.rstrip().rstrip(_CLOSERS)[-1:]
        if mark and mark in _SENTENCE_ENDS:
            return self._settings.sentence_silence
        return self._settings.clause_silence if mark and mark in _CLAUSE_ENDS else 0.0


class EvenPiece:
    """Takes the PCM of one piece, in whole frames of the engine's format, and returns it in the same."""

    def __init__(
        self, voice: VoiceLoudness, capabilities: TtsCapabilities, settings: MouthSettings, pause: float
    ) -> None:
        rate, factor = capabilities.format.rate, capabilities.loudness
        plain = capabilities.format.width == _WIDTH and capabilities.format.channels == 1
        self._pause = pause
        self._trimmer: SilenceTrimmer | None = None
        self._leveler: EvenLoudness | None = None
        if plain and not capabilities.rests and factor != 0:
            self._trimmer = SilenceTrimmer(rate, quiet=QUIET * min(1.0, factor or 1.0))
        if plain and settings.even_loudness and factor:
            self._leveler = EvenLoudness(voice, rate, target=USUAL * factor)

    def feed(self, pcm: bytes) -> bytes:
        """Return what is complete."""
        if self._trimmer is None and self._leveler is None:
            return pcm
        samples = to_samples(pcm)
        if self._trimmer is not None:
            samples = self._trimmer.feed(samples)
        return from_samples(samples if self._leveler is None else self._leveler.feed(samples))

    def end(self) -> bytes:
        """Return the rest."""
        parts: list[Samples] = []
        if self._trimmer is not None:
            rest = self._trimmer.end(self._pause)
            parts.append(rest if self._leveler is None else self._leveler.feed(rest))
        if self._leveler is not None:
            parts.append(self._leveler.end())
        return b"".join(map(from_samples, parts))
