"""The time each stage of a turn took and how the turn ended, for metrics, logs and replies."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from wyoming_morgan.errors import MorganError
from wyoming_morgan.trace_context import TraceContext, current_trace, within

TRANSCRIBED = "transcribed"
"""The outcome of a recording in which something was said."""
NO_SPEECH = "no-speech"
"""The outcome of audio in which nothing was said."""
SPOKEN = "spoken"
"""The outcome of a text that was spoken."""
CANCELLED = "cancelled"
"""The outcome of a turn whose client left before its end."""


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
class Period:
    """From when to when something happened, in seconds by the clock of its turn."""

    began: float
    ended: float


@dataclass(slots=True)
class TurnTimings:
    """Seconds by stage of one turn. A stage that did not happen is absent."""

    clock: Callable[[], float] = time.monotonic
    seconds: dict[Stage, float] = field(default_factory=dict)
    periods: dict[Stage, Period] = field(default_factory=dict)
    """When each stage was recorded, the first time and the last time."""
    began: float | None = None
    """When the turn began, by its clock."""
    trace: TraceContext | None = None
    """The place of the turn in a trace."""
    outcome: str = ""
    """How it ended: the agent's outcome, one of the words above, or the code of an error."""
    fault: str = ""
    """Whose an error is, `client` or `server`; empty if there was none."""
    acted: bool = False
    """Whether something was done, or may have been, that must not be done twice."""
    heard: str = field(default="", repr=False)
    """The user's words. Private: logged only if the configuration asks for it."""
    taken: str = field(default="", repr=False)
    """What the recognizer heard, and why it was taken for these words, if it heard others. Private, too."""
    replied: str = field(default="", repr=False)
    """The reply. Private, like `heard`."""
    private: bool = False
    """Whether the log has nothing of it: the turn is incognito."""

    def record(self, stage: Stage, seconds: float, *, ended: float | None = None) -> None:
        """Add the time a stage took, until now by default; several times of one stage are summed."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        ended = self.clock() if ended is None else ended
        self._cover(stage, Period(ended - seconds, ended))

    def take(self, other: TurnTimings) -> None:
        """Add the times of a part of this turn."""
        for stage, seconds in other.seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        for stage, period in other.periods.items():
            self._cover(stage, period)

    def hide(self) -> None:
        """Keep the turn out of the log and of traces."""
        self.private = True
        if self.trace is not None:
            self.trace.sampled = False

    @contextmanager
    def measure(self, stage: Stage) -> Iterator[None]:
        """Record the time the block took, also when it fails."""
        began = self.clock()
        try:
            yield
        finally:
            ended = self.clock()
            self.record(stage, ended - began, ended=ended)

    def milliseconds(self) -> dict[str, float]:
        """Return milliseconds by stage name, rounded to tenths."""
        return {stage.value: round(self.seconds[stage] * 1000, 1) for stage in Stage if stage in self.seconds}

    def _cover(self, stage: Stage, period: Period) -> None:
        before = self.periods.setdefault(stage, period)
        self.periods[stage] = Period(min(before.began, period.began), max(before.ended, period.ended))


class TurnLog:
    """The latest turns, and listeners for each new one, such as metrics."""

    def __init__(self, *, keep: int = 100, traced: bool = False) -> None:
        """Keep the latest turns; `traced` says whether the traces that begin here are reported."""
        self._traced = traced
        self.recent: deque[TurnTimings] = deque(maxlen=keep)
        self.running = 0
        """How many turns have begun and not ended."""
        self._listeners: list[Callable[[TurnTimings], None]] = []

    def new_trace(self, parent: TraceContext | None) -> TraceContext:
        """Return the place of a new turn in its parent's trace, or in one of its own."""
        return TraceContext.begin(parent, traced=self._traced)

    def listen(self, listener: Callable[[TurnTimings], None]) -> None:
        """Call `listener` with every turn that is added."""
        self._listeners.append(listener)

    def newest_milliseconds(self) -> dict[str, float]:
        """Return how long each stage took when it happened last: one turn seldom has them all."""
        newest: dict[str, float] = {}
        for timings in self.recent:
            newest |= timings.milliseconds()
        return {stage.value: newest[stage.value] for stage in Stage if stage.value in newest}

    def add(self, timings: TurnTimings) -> None:
        """Add a finished turn; one in which nothing happened is left out."""
        if not timings.seconds and not timings.outcome:
            return
        self.recent.append(timings)
        for listener in self._listeners:
            listener(timings)


@contextmanager
def recorded(log: TurnLog, timings: TurnTimings) -> Iterator[None]:
    """Add the turn that runs in the block to the log, however it ends.

    An error becomes the outcome: `cancelled` if the client has left, else the error's code. Once the turn has
    acted, no error of it is retryable.
    """
    log.running += 1
    timings.began = timings.clock()
    trace = timings.trace = timings.trace or log.new_trace(current_trace())
    with within(trace):
        yield from _until_it_ends(log, timings)


def _until_it_ends(log: TurnLog, timings: TurnTimings) -> Iterator[None]:
    try:
        yield
    except (asyncio.CancelledError, ConnectionError):
        timings.outcome = CANCELLED
        raise
    except Exception as error:
        if timings.acted and isinstance(error, MorganError):
            error.after_acting()
        timings.outcome = error.code if isinstance(error, MorganError) else MorganError.code
        timings.fault = "client" if isinstance(error, MorganError) and error.of_client else "server"
        raise
    finally:
        log.running -= 1
        log.add(timings)
