"""Sounds made by formula."""

from __future__ import annotations

import numpy as np

from wyoming_morgan.audio import SPEECH, AudioFormat


def silence(seconds: float, audio_format: AudioFormat = SPEECH) -> bytes:
    """Digital silence of whole frames, 16-bit or wider."""
    return bytes(audio_format.size(seconds))


def tone(
    seconds: float, audio_format: AudioFormat = SPEECH, *, hertz: float = 440.0, peak: float = 0.5
) -> bytes:
    """A 16-bit sine, the same on every channel; `peak` is 0…1. The fakes take it for speech."""
    assert audio_format.width == 2
    frames = int(seconds * audio_format.rate)
    wave = peak * np.sin(2 * np.pi * hertz * np.arange(frames) / audio_format.rate)
    pcm = np.rint(wave * 32767).astype("<i2")
    return np.repeat(pcm, audio_format.channels).tobytes()


def peak_of(pcm: bytes) -> float:
    """The loudest sample of 16-bit PCM, 0…1; half a sample at the end is dropped."""
    samples = np.abs(np.frombuffer(pcm, dtype="<i2", count=len(pcm) // 2).astype(np.int32))
    return int(samples.max(initial=0)) / 32768
