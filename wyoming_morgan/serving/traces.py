"""Each turn as a trace for an OpenTelemetry collector, made of its recorded times once it is over."""

from __future__ import annotations

import asyncio
import importlib
import logging
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from wyoming_morgan.advice import advice
from wyoming_morgan.config.choices import Service
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.trace_context import TraceContext

_LOGGER = logging.getLogger(__name__)

_LIBRARY = "wyoming_morgan.serving.opentelemetry_spans"
"""The only module that imports OpenTelemetry, which is an extra."""
_STOP_SECONDS = 3.0
"""How long the end of the process waits for what is still to be sent."""

Attributes = Mapping[str, str | bool | float]


@dataclass(frozen=True, slots=True)
class TurnSpan:
    """A piece of work in a trace. Times are in seconds since 1970."""

    name: str
    trace: TraceContext
    began: float
    ended: float
    attributes: Attributes
    error: str = ""
    """The code of the error in which it ended."""
    parts: tuple[TurnSpan, ...] = field(default=(), repr=False)
    """What happened in it."""


class SpanSender(Protocol):
    """Sends spans, in a thread of its own: `serving.opentelemetry_spans.OtlpSpans`."""

    def send(self, span: TurnSpan) -> None:
        """Send a span and its parts soon."""

    def close(self) -> None:
        """Send what is left. Blocks."""


class TurnTraces:
    """Makes a span of each turn that ends, with one in it for each of its stages; of a private turn, none."""

    def __init__(
        self, endpoint: str, services: Collection[Service], texts: Callable[[TurnTimings], Mapping[str, str]]
    ) -> None:
        """Prepare; nothing is sent before `start`.

        Args:
            endpoint: The collector, such as `http://collector:4318`.
            services: What this process serves.
            texts: Returns what was said, as far as it may be shown.
        """
        self._endpoint = endpoint
        self._name = f"morgan-{next(iter(services)).value}" if len(services) == 1 else "morgan"
        self._texts = texts
        self._sender: SpanSender | None = None

    async def start(self) -> None:
        """Begin to take turns. Without the library, say so and take none."""
        try:
            self._sender = await asyncio.to_thread(self._make)
        except ImportError as error:
            _LOGGER.warning(
                "no traces are sent: %s (%s)", error, advice("pip install 'wyoming-morgan[otel]'")
            )

    async def stop(self) -> None:
        """Send what is left, within a bound."""
        sender, self._sender = self._sender, None
        if sender is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_STOP_SECONDS):
                    await asyncio.to_thread(sender.close)

    def __call__(self, turn: TurnTimings) -> None:
        """Take a turn that has ended."""
        if self._sender is None or turn.private or turn.trace is None or not turn.trace.sampled:
            return
        self._sender.send(span_of(turn, turn.trace, self._texts(turn)))

    def _make(self) -> SpanSender:
        sender: SpanSender = importlib.import_module(_LIBRARY).OtlpSpans(self._endpoint, self._name)
        return sender


def span_of(turn: TurnTimings, trace: TraceContext, texts: Mapping[str, str]) -> TurnSpan:
    """Return the span of a turn that ends now."""
    since_1970 = time.time() - turn.clock()
    parts = tuple(
        TurnSpan(
            stage.value,
            TraceContext.begin(trace, traced=True),
            since_1970 + period.began,
            since_1970 + period.ended,
            {"morgan.seconds": turn.seconds[stage]},
        )
        for stage, period in turn.periods.items()
    )
    now = since_1970 + turn.clock()
    began = [now if turn.began is None else since_1970 + turn.began, *(part.began for part in parts)]
    fault = {"error.type": turn.outcome, "morgan.fault": turn.fault} if turn.fault else {}
    attributes: Attributes = {
        "morgan.outcome": turn.outcome or "done",
        "morgan.acted": turn.acted,
        **fault,
        **texts,
    }
    return TurnSpan("turn", trace, min(began), now, attributes, turn.outcome if turn.fault else "", parts)
