"""What one turn took, recorded once: metrics, logs and replies all read it from here."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """The stages of a turn, in their order."""

    ENDPOINT = "endpoint"
    """End of speech (by the detector) until the turn was ended."""
    TRANSCRIBE = "transcribe"
    """End of the turn until the transcript was there."""
    AGENT = "agent"
    """The agent's whole work."""
    FIRST_AUDIO = "first_audio"
    """First speakable piece until its first audio."""
    SYNTHESIZE = "synthesize"
    """First speakable piece until the last audio."""


@dataclass(slots=True)
class TurnTimings:
    """Seconds by stage of one turn. A stage that did not happen is absent."""

    clock: Callable[[], float] = time.monotonic
    seconds: dict[Stage, float] = field(default_factory=dict)
    outcome: str = ""
    """How it ended, in a word: the agent's outcome, `no-speech`, or the code of an error."""
    heard: str = field(default="", repr=False)
    """What was said. Private: only logged where that was asked for."""
    replied: str = field(default="", repr=False)
    """What was answered. Private likewise."""

    def record(self, stage: Stage, seconds: float) -> None:
        """Note what a stage took; a stage seen twice keeps its sum."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    @contextmanager
    def measure(self, stage: Stage) -> Iterator[None]:
        """Record what the block took, also when it fails."""
        began = self.clock()
        try:
            yield
        finally:
            self.record(stage, self.clock() - began)

    def milliseconds(self) -> dict[str, float]:
        """Return milliseconds by the stages' names, to a tenth."""
        return {stage.value: round(self.seconds[stage] * 1000, 1) for stage in Stage if stage in self.seconds}


class TurnLog:
    """The last turns, and those who want to hear of each: metrics, for one."""

    def __init__(self, *, keep: int = 100) -> None:
        self.recent: deque[TurnTimings] = deque(maxlen=keep)
        self._listeners: list[Callable[[TurnTimings], None]] = []

    def listen(self, listener: Callable[[TurnTimings], None]) -> None:
        """Call `listener` with every turn that is added."""
        self._listeners.append(listener)

    def add(self, timings: TurnTimings) -> None:
        """Add a finished turn; one in which nothing happened is left out."""
        if not timings.seconds and not timings.outcome:
            return
        self.recent.append(timings)
        for listener in self._listeners:
            listener(timings)
