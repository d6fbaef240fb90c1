"""A wake word engine for which each word is a loudness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tests.fakes.audio import peak_of
from wyoming_morgan.engines.contract.engine import Attribution
from wyoming_morgan.engines.contract.wake import WakeCapabilities, WakeDetection, WakeWord
from wyoming_morgan.errors import EngineFailed, UnknownModel

STEP_SECONDS = 0.08
_STEP_BYTES = 2560


class FakeWakeWords:
    """Hears a word in every first step of 80 ms whose peak is near the word's, after one that is not.

    `failure` is raised by the next `process`; `open_streams` are those that were not closed.
    """

    PEAKS: ClassVar = {"okay_nabu": 0.2, "hey_jarvis": 0.5}

    def __init__(self) -> None:
        self.failure: EngineFailed | None = None
        self.opened: list[tuple[str, ...]] = []
        self.open_streams: set[_Stream] = set()

    async def load(self) -> None: ...

    async def close(self) -> None: ...

    @property
    def capabilities(self) -> WakeCapabilities:
        attribution = Attribution("The authors", "https://example.org")
        words = (
            WakeWord("okay_nabu", "Okay Nabu", ("en", "de"), "Okay Nabu", attribution, "2"),
            WakeWord("hey_jarvis", "Hey Jarvis", ("en",), "Hey Jarvis", attribution),
        )
        return WakeCapabilities(words=words, version="1.5")

    def open(self, names: Sequence[str] = ()) -> _Stream:
        if unknown := set(names) - set(self.PEAKS):
            raise UnknownModel(f"there is no wake word {unknown}", hint=f"there are {', '.join(self.PEAKS)}")
        stream = _Stream(self, tuple(names) or ("okay_nabu",))
        self.opened.append(tuple(names))
        self.open_streams.add(stream)
        return stream


class _Stream:
    def __init__(self, engine: FakeWakeWords, names: tuple[str, ...]) -> None:
        self._engine = engine
        self._names = names
        self._buffer = b""
        self._steps = 0
        self._heard: str | None = None

    async def process(self, pcm: bytes) -> Sequence[WakeDetection]:
        if self._engine.failure is not None:
            raise self._engine.failure
        self._buffer += pcm
        detections = []
        while len(self._buffer) >= _STEP_BYTES:
            step, self._buffer = self._buffer[:_STEP_BYTES], self._buffer[_STEP_BYTES:]
            self._steps += 1
            before, self._heard = self._heard, self._word(peak_of(step))
            if self._heard is not None and self._heard != before:
                detections.append(WakeDetection(self._heard, self._steps * STEP_SECONDS, 0.9))
        return detections

    def close(self) -> None:
        self._engine.open_streams.discard(self)

    def _word(self, peak: float) -> str | None:
        return next((name for name in self._names if abs(peak - self._engine.PEAKS[name]) < 0.1), None)
