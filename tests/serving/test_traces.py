"""The spans of a turn, made from the times that were recorded of it."""

from __future__ import annotations

import time

import pytest

from wyoming_morgan.config.choices import Service
from wyoming_morgan.serving import traces
from wyoming_morgan.serving.traces import TurnSpan, TurnTraces, span_of
from wyoming_morgan.timings import Stage, TurnLog, TurnTimings, recorded
from wyoming_morgan.trace_context import TraceContext, outgoing, read_trace, within


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Sender:
    """Keeps what would be sent."""

    def __init__(self) -> None:
        self.spans: list[TurnSpan] = []

    def send(self, span: TurnSpan) -> None:
        self.spans.append(span)

    def close(self) -> None:
        """Keep everything."""


async def started(monkeypatch: pytest.MonkeyPatch, log: TurnLog) -> Sender:
    sender = Sender()
    turn_traces = TurnTraces("http://127.0.0.1:1", [Service.CORE], lambda _: {"morgan.heard": "lights on"})
    monkeypatch.setattr(turn_traces, "_make", lambda: sender)
    await turn_traces.start()
    log.listen(turn_traces)
    return sender


def test_a_turn_has_a_span_and_each_of_its_stages_one_within_it() -> None:
    clock = Clock()
    turn = TurnTimings(clock=clock)
    log = TurnLog(traced=True)
    with recorded(log, turn):
        clock.now += 1.0
        with turn.measure(Stage.AGENT):
            clock.now += 0.5
        turn.record(Stage.FIRST_AUDIO, 0.2)
        turn.outcome = "handled"
    assert turn.trace is not None
    span = span_of(turn, turn.trace, {})
    assert span.trace is turn.trace
    assert span.ended - span.began == pytest.approx(1.5)
    assert abs(span.ended - time.time()) < 60
    assert [(part.name, round(part.ended - part.began, 3)) for part in span.parts] == [
        ("agent", 0.5),
        ("first_audio", 0.2),
    ]
    assert {part.trace.parent_id for part in span.parts} == {turn.trace.span_id}
    assert span.attributes == {"morgan.outcome": "handled", "morgan.acted": False}


def test_a_stage_that_happens_in_several_pieces_is_one_span_over_all_of_them() -> None:
    clock = Clock()
    turn = TurnTimings(clock=clock, trace=TraceContext.begin(None, traced=True))
    assert turn.trace is not None
    for _ in range(3):
        with turn.measure(Stage.AGENT):
            clock.now += 0.1
        clock.now += 1.0
    [part] = span_of(turn, turn.trace, {}).parts
    assert part.ended - part.began == pytest.approx(2.3)
    assert part.attributes["morgan.seconds"] == pytest.approx(0.3)


async def test_a_turn_that_another_process_asked_for_is_within_its_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = TurnLog(traced=True)
    sender = await started(monkeypatch, log)
    asked = read_trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    with within(asked), recorded(log, TurnTimings(outcome="handled")):
        pass
    [span] = sender.spans
    assert (span.trace.trace_id, span.trace.parent_id) == (
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00f067aa0ba902b7",
    )
    assert span.attributes["morgan.heard"] == "lights on"


async def test_of_a_private_turn_nobody_makes_a_span(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = TurnLog(traced=True)
    sender = await started(monkeypatch, log)
    turn = TurnTimings(outcome="handled")
    with recorded(log, turn):
        turn.hide()
        written = read_trace(outgoing().get("traceparent"))
    assert written is not None
    assert not written.sampled, "others would report what they did for it"
    assert sender.spans == []


async def test_a_turn_that_its_client_does_not_want_reported_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    log = TurnLog(traced=True)
    sender = await started(monkeypatch, log)
    asked = read_trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
    with within(asked), recorded(log, TurnTimings(outcome="handled")):
        pass
    assert sender.spans == []


async def test_an_error_is_in_the_span(monkeypatch: pytest.MonkeyPatch) -> None:
    log = TurnLog(traced=True)
    sender = await started(monkeypatch, log)
    with pytest.raises(ValueError, match="why"), recorded(log, TurnTimings()):
        raise ValueError("why")
    [span] = sender.spans
    assert span.error == "internal"
    assert span.attributes["error.type"] == "internal"
    assert span.attributes["morgan.fault"] == "server"


async def test_without_the_library_turns_go_on_and_the_log_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(traces, "_LIBRARY", "no_such_library")
    log = TurnLog(traced=True)
    turn_traces = TurnTraces("http://127.0.0.1:1", [Service.CORE], lambda _: {})
    log.listen(turn_traces)
    await turn_traces.start()
    with recorded(log, TurnTimings(outcome="handled")):
        pass
    await turn_traces.stop()
    assert "pip install 'wyoming-morgan[otel]'" in caplog.text
