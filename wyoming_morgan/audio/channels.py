"""Chooses of several channels the one with the speech, while the sound arrives."""

from __future__ import annotations

import numpy as np

from wyoming_morgan.audio.formats import AudioFormat
from wyoming_morgan.audio.pcm import PcmConverter, Samples, from_samples, to_samples
from wyoming_morgan.audio.speechlike import HOP_SECONDS, Features, FrameMeasure, speech_evidence

FILE_SECONDS = 1.0
"""How far ahead is listened in files."""
LIVE_SECONDS = 0.4
"""How far ahead is listened in streams, by which they are late."""

_BLOCK_HOPS = 16
"""Hops for which the channel stays the same: a quarter of a second."""
_PAST_SECONDS = 1.25
_MUCH_BETTER, _BETTER = 1.3, 1.0
"""Another channel is taken once it has this times the evidence, and this much more."""
_FADE_SECONDS = 0.01


class SpeechChannel:
    """Takes samples of several channels, and returns those of the channel in which somebody speaks.

    Channels are never mixed: they may be upside down, late, or full of noise. The choice may change, with a
    short crossfade. Memory is bounded by the seconds that are listened to.
    """

    def __init__(self, rate: int, channels: int, *, ahead_seconds: float) -> None:
        self._measure = FrameMeasure(rate)
        self._block = _BLOCK_HOPS * self._measure.hop
        self._ahead = int(ahead_seconds / HOP_SECONDS) * self._measure.hop
        self._most_frames = int((_PAST_SECONDS + ahead_seconds) / HOP_SECONDS) + _BLOCK_HOPS
        self._fade = int(_FADE_SECONDS * rate)
        self._waiting: Samples = np.zeros((0, channels), np.float32)
        """What has come and is not decided on."""
        self._unmeasured: Samples = self._waiting
        self._features: Features = self._measure.none(channels)
        self._channel: int | None = None

    def choose(self, samples: Samples) -> Samples:
        """Take samples shaped (time, channels); return those that are decided on, of one channel."""
        chosen = [np.zeros(0, np.float32)]
        while len(samples):
            # Never more at a time: the choice does not depend on the pieces in which the sound comes.
            taken = self._block + self._ahead - len(self._waiting)
            self._take(samples[:taken])
            samples = samples[taken:]
            if len(self._waiting) == self._block + self._ahead:
                chosen.append(self._decide())
        return np.concatenate(chosen)

    def flush(self) -> Samples:
        """Return the rest; call it once, at the end."""
        chosen = [np.zeros(0, np.float32)]
        while len(self._waiting):
            chosen.append(self._decide())
        return np.concatenate(chosen)

    def _take(self, samples: Samples) -> None:
        self._waiting = np.concatenate([self._waiting, samples])
        self._unmeasured = np.concatenate([self._unmeasured, samples])
        features = self._measure.measure(self._unmeasured)
        self._unmeasured = self._unmeasured[len(features) * self._measure.hop :]
        self._features = self._features.joined(features, most=self._most_frames)

    def _decide(self) -> Samples:
        """Return the next block, of the channel that is best around it."""
        block, self._waiting = self._waiting[: self._block], self._waiting[self._block :]
        if (block == block[:, :1]).all():
            return block[:, self._channel or 0]
        evidence = speech_evidence(self._features)
        before, best = self._channel, int(np.argmax(evidence))
        if before is None or evidence[best] > _MUCH_BETTER * evidence[before] + _BETTER:
            self._channel = best
        chosen = block[:, self._channel]
        if before is None or before == self._channel:
            return chosen
        fade = np.linspace(0.0, 1.0, min(self._fade, len(block)), dtype=np.float32)
        faded = chosen[: len(fade)] * fade + block[: len(fade), before] * (1 - fade)
        return np.concatenate([faded, chosen[len(fade) :]])


class ManyChannels:
    """Converts PCM of several channels into that of the channel with the speech, at the rate of `target`."""

    def __init__(self, source: AudioFormat, target: AudioFormat, *, ahead_seconds: float) -> None:
        self._source = source
        one = AudioFormat(source.rate, source.width, 1)
        self._converters = [PcmConverter(one, target) for _ in range(source.channels)]
        self._channel = SpeechChannel(target.rate, source.channels, ahead_seconds=ahead_seconds)
        self._rest = b""

    def convert(self, pcm: bytes) -> bytes:
        """Return the converted audio that is decided on; may be empty."""
        pcm = self._rest + pcm
        whole = len(pcm) - len(pcm) % self._source.frame_bytes
        self._rest = pcm[whole:]
        octets = np.frombuffer(pcm[:whole], np.uint8).reshape(-1, self._source.channels, self._source.width)
        converted = [
            to_samples(converter.convert(octets[:, channel].tobytes()))
            for channel, converter in enumerate(self._converters)
        ]
        return from_samples(self._channel.choose(np.stack(converted, axis=1)))

    def flush(self) -> bytes:
        """Return the rest; half a frame at the end is dropped."""
        ends = [to_samples(converter.flush()) for converter in self._converters]
        chosen = self._channel.choose(np.stack(ends, axis=1))
        return from_samples(np.concatenate([chosen, self._channel.flush()]))
