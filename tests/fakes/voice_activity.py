"""A detector that takes whatever is loud for speech."""

from __future__ import annotations

from collections.abc import Sequence

from tests.fakes.audio import peak_of
from wyoming_morgan.engines.contract.vad import VadCapabilities

WINDOW_BYTES = 1024  # 512 samples, 32 ms


class FakeVoiceActivity:
    """Gives 0.95 for a window of 32 ms whose peak is above `level` (0…1), else 0.02."""

    def __init__(self, *, level: float = 0.05) -> None:
        self.loaded = False
        self._level = level

    async def load(self) -> None:
        self.loaded = True

    async def close(self) -> None:
        self.loaded = False

    @property
    def capabilities(self) -> VadCapabilities:
        return VadCapabilities(window_seconds=0.032, model="fake", version="1")

    def open(self) -> _Stream:
        return _Stream(self._level)


class _Stream:
    def __init__(self, level: float) -> None:
        self._level = level
        self._pending = b""

    async def process(self, pcm: bytes) -> Sequence[float]:
        self._pending += pcm
        probabilities = []
        while len(self._pending) >= WINDOW_BYTES:
            window, self._pending = self._pending[:WINDOW_BYTES], self._pending[WINDOW_BYTES:]
            probabilities.append(0.95 if peak_of(window) > self._level else 0.02)
        return probabilities
