"""Spoken sentences from espeak-ng, as 16 kHz samples."""

from __future__ import annotations

import numpy as np

from scripts.nano_whisper.sentences import Speaker
from wyoming_morgan.audio import SPEECH, AudioFormat, PcmConverter, Samples, to_samples
from wyoming_morgan.engines.tts.espeak_ng.binding import RATE, Espeak, Prosody

_AUDIBLE = 0.01


def say(library: Espeak, text: str, speaker: Speaker, pitch: int = 50) -> Samples:
    """Return the text as spoken, -1…1 at 16 kHz, without the silence around it."""
    pcm = library.speak(text, speaker.voice, Prosody(speaker.rate, pitch, 100, 0))
    converter = PcmConverter(AudioFormat(RATE, 2, 1), SPEECH)
    samples = to_samples(converter.convert(pcm) + converter.flush())
    audible = np.flatnonzero(np.abs(samples) > _AUDIBLE)
    return samples[audible[0] : audible[-1] + 1]
