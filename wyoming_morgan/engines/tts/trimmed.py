"""A sentence of an engine without the silence around it, in the engine's format."""

from __future__ import annotations

import time

from wyoming_morgan.audio import AudioFormat, PcmConverter, SilenceTrimmer, from_samples, to_samples
from wyoming_morgan.audio.even_loudness import QUIET


class TrimmedSpeech:
    """Takes a sentence as 16-bit mono PCM of the voice's rate, bit by bit."""

    def __init__(self, rate: int, target: AudioFormat, *, volume: float = 1.0) -> None:
        self._trimmer = SilenceTrimmer(rate, quiet=QUIET * volume)
        self._converter = PcmConverter(AudioFormat(rate, 2, 1), target)

    def feed(self, pcm: bytes) -> bytes:
        """Return what is complete."""
        return self._converter.convert(from_samples(self._trimmer.feed(to_samples(pcm))))

    def end(self, pause: float) -> bytes:
        """Return the rest, and `pause` seconds of silence if there was a sound."""
        rest = self._converter.convert(from_samples(self._trimmer.end(pause)))
        return rest + self._converter.flush()


class Playing:
    """Speech that is heard as it comes."""

    def __init__(self, audio_format: AudioFormat) -> None:
        self._format = audio_format
        self.until = time.monotonic()
        """When it runs out, a `time.monotonic`, which is also the time of event loops."""

    def add(self, pcm: bytes) -> None:
        """Add audio that comes now."""
        self.until = max(self.until, time.monotonic()) + self._format.seconds(len(pcm))
