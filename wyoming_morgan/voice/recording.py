"""The audio of an utterance that is still needed."""

from __future__ import annotations

import numpy as np

from wyoming_morgan.audio import SPEECH, to_samples

_WINDOW_SECONDS = 0.1


class Recording:
    """`SPEECH` PCM, addressed by seconds since the utterance began; old audio can be forgotten."""

    def __init__(self) -> None:
        self._pcm = bytearray()
        self._forgotten = 0

    @property
    def seconds(self) -> float:
        """Seconds recorded in all, including forgotten audio."""
        return SPEECH.seconds(self._forgotten + len(self._pcm))

    @property
    def held_bytes(self) -> int:
        """Bytes in memory."""
        return len(self._pcm)

    def append(self, pcm: bytes) -> None:
        """Add audio to the end."""
        self._pcm += pcm

    def between(self, begin: float, end: float) -> bytes:
        """Return the PCM from `begin` to `end`, as far as it is still there."""
        return bytes(self._pcm[self._offset(begin) : self._offset(end)])

    def forget(self, before: float) -> None:
        """Release audio that is older."""
        size = min(self._offset(before), len(self._pcm))
        del self._pcm[:size]
        self._forgotten += size

    def quietest(self, begin: float, end: float) -> float:
        """Return the middle of the quietest tenth of a second between two times."""
        samples = to_samples(self.between(begin, end))
        window = int(_WINDOW_SECONDS * SPEECH.rate)
        count = len(samples) // window
        if not count:
            return end
        energy = np.square(samples[: count * window].reshape(count, window)).sum(axis=1)
        return begin + (int(np.argmin(energy)) + 0.5) * _WINDOW_SECONDS

    def _offset(self, seconds: float) -> int:
        return max(0, round(seconds * SPEECH.rate) * SPEECH.frame_bytes - self._forgotten)
