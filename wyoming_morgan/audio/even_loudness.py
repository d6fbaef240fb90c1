"""Brings speech to one loudness while it streams."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wyoming_morgan.audio.pcm import Samples

FRAME = 256
"""Samples of one frame, 5 to 16 ms at the rates of voices."""
QUIET = 1e-3
"""A root mean square below which nothing is to be heard: minus 60 dB of full scale."""
USUAL = 0.09
"""The root mean square of speech: minus 21 dB of full scale, as espeak-ng and Kokoro speak."""
_SPEECH = 0.01
"""The part of the loudest frame's energy, minus 20 dB, below which a frame is a pause or fades away."""
_LOUDEST = 4.0
"""The energy of the loudest frames, as a multiple of what a voice's speech has on average."""
_ENOUGH = 0.25
"""Seconds of speech that tell how loud a voice is that was not heard before."""
_FAMILIAR = 1.0
"""Seconds of speech that what is known of a voice weighs as much as when a piece begins."""
_FORGOTTEN = 3.0
"""Seconds of a piece after which only that counts."""
_MEMORY = 10.0
"""Seconds of speech that the knowledge of a voice rests on."""
_CHANGE = 6.0
"""Decibels in a second by which the gain may change within a piece, so that no step is heard."""
_MOST = 20.0
"""The largest change of the loudness, in decibels."""
_LONGEST = 4_000
"""Frames of a piece that are counted, the latest: half a minute or so."""


class VoiceLoudness:
    """How loud a voice was in what it said so far."""

    def __init__(self) -> None:
        self.energy: float | None = None
        """The mean square of its speech; None if it has not been heard."""
        self._seconds = 0.0

    def learn(self, energy: float, seconds: float) -> None:
        """Add a piece of speech."""
        total = self._seconds + seconds
        self.energy = ((self.energy or 0.0) * self._seconds + energy * seconds) / total
        self._seconds = min(total, _MEMORY)


class EvenLoudness:
    """Takes one piece of a voice's speech bit by bit and brings it to a loudness; silence stays as it is.

    The gain is that of the voice as it is known, corrected by the piece itself; it changes slowly.
    """

    def __init__(self, voice: VoiceLoudness, rate: int, *, target: float = USUAL) -> None:
        self._voice = voice
        self._frame_seconds = FRAME / rate
        self._target = target
        self._energies = np.zeros(0)
        self._gain: float | None = None
        self._waiting = np.zeros(0, np.float32)

    def feed(self, samples: Samples) -> Samples:
        """Return the next samples at their loudness; at first none, if the voice is not known."""
        self._waiting = np.concatenate((self._waiting, samples))
        whole = len(self._waiting) - len(self._waiting) % FRAME
        seconds = whole / FRAME * self._frame_seconds
        if not whole or (self._gain is None and self._voice.energy is None and seconds < _ENOUGH):
            return samples[:0]
        samples, self._waiting = self._waiting[:whole], self._waiting[whole:]
        return self._leveled(samples)

    def end(self) -> Samples:
        """Return the rest, and remember how loud the piece was."""
        rest = self._leveled(self._waiting)
        speech = self._speech()
        if len(speech):
            self._voice.learn(float(speech.mean()), len(speech) * self._frame_seconds)
        return rest

    def _speech(self) -> npt.NDArray[np.float64]:
        """Return the energies of frames that are speech."""
        loudest = max(float(self._energies.max(initial=0.0)), (self._voice.energy or 0.0) * _LOUDEST)
        return self._energies[self._energies >= max(loudest * _SPEECH, QUIET**2)]

    def _leveled(self, samples: Samples) -> Samples:
        own = energies(samples)
        self._energies = np.concatenate((self._energies, own))[-_LONGEST:]
        goal = self._goal()
        if goal is None or not len(own):
            return samples
        start = goal if self._gain is None else self._gain
        frames = np.arange(1, len(own) + 1) * self._frame_seconds
        change = np.clip(20 * np.log10(goal / start), -_CHANGE * frames, _CHANGE * frames)
        gains = start * 10 ** (change / 20)
        self._gain = float(gains[-1])
        edges = np.arange(len(own) + 1) * FRAME
        curve = np.interp(np.arange(len(samples)), edges, np.concatenate(((start,), gains)))
        return (samples * curve).astype(np.float32)

    def _goal(self) -> float | None:
        """Return the gain for what is known now; None if nothing was heard yet."""
        speech, prior = self._speech(), self._voice.energy
        seconds = len(speech) * self._frame_seconds
        if prior is None and not seconds:
            return None
        weight = 0.0 if prior is None else _FAMILIAR * max(0.0, 1.0 - seconds / _FORGOTTEN)
        energy = ((prior or 0.0) * weight + float(speech.sum()) * self._frame_seconds) / (weight + seconds)
        most = 10 ** (_MOST / 20)
        return min(max(self._target / float(np.sqrt(energy)), 1 / most), most)


def energies(samples: Samples) -> npt.NDArray[np.float64]:
    """Return the mean square of each frame; what is missing from the last one is silence."""
    frames = -(-len(samples) // FRAME)
    padded = np.zeros(frames * FRAME, np.float64)
    padded[: len(samples)] = samples
    squares: npt.NDArray[np.float64] = np.square(padded.reshape(frames, FRAME)).mean(axis=1)
    return squares
