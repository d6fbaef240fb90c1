from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.voice.contract import Sensitivity
from wyoming_morgan.voice.endpoint import Endpointer, EndpointEvent, EndpointSettings, Signal

WINDOW = 0.032
SPEECH, SILENCE, UNSURE = 0.95, 0.02, 0.35


def heard(
    *stretches: tuple[float, float],
    settings: EndpointSettings | None = None,
    sensitivity: Sensitivity = Sensitivity.DEFAULT,
) -> list[tuple[Signal, float]]:
    """What an endpointer says to stretches of (probability, seconds), each with when it said it."""
    endpointer = Endpointer(settings or EndpointSettings(), sensitivity)
    said = []
    for probability, seconds in stretches:
        for _ in range(round(seconds / WINDOW)):
            said += [(event.signal, endpointer.now) for event in endpointer.advance(probability, WINDOW)]
    return said


def signals(*stretches: tuple[float, float], settings: EndpointSettings | None = None) -> list[Signal]:
    return [signal for signal, _ in heard(*stretches, settings=settings)]


def test_a_spoken_turn_starts_pauses_and_stops() -> None:
    said = heard((SILENCE, 0.32), (SPEECH, 0.96), (SILENCE, 0.64))

    assert [signal for signal, _ in said] == [Signal.STARTED, Signal.PAUSED, Signal.STOPPED]
    assert [at for _, at in said] == pytest.approx([0.32 + 0.096, 1.28 + 0.064, 1.28 + 0.512])


@pytest.mark.parametrize(
    ("sensitivity", "silence"),
    [(Sensitivity.AGGRESSIVE, 0.256), (Sensitivity.DEFAULT, 0.512), (Sensitivity.RELAXED, 1.28)],
)
def test_the_sensitivity_says_how_much_silence_ends_a_turn(sensitivity: Sensitivity, silence: float) -> None:
    said = dict(heard((SPEECH, 0.96), (SILENCE, 2.0), sensitivity=sensitivity))

    assert said[Signal.STOPPED] == pytest.approx(0.96 + silence)


def test_events_tell_where_speech_began_and_ended() -> None:
    endpointer = Endpointer(EndpointSettings())
    events: list[EndpointEvent] = []
    for probability in [SILENCE] * 10 + [SPEECH] * 20 + [SILENCE] * 20:
        events += endpointer.advance(probability, WINDOW)

    assert [event.at for event in events] == pytest.approx([10 * WINDOW, 30 * WINDOW, 30 * WINDOW])


def test_silence_counts_from_where_it_really_began() -> None:
    endpointer = Endpointer(EndpointSettings(), edge=lambda since, _: since - 0.1)
    events: list[tuple[Signal, float, float]] = []
    for probability in [SPEECH] * 30 + [SILENCE] * 20:
        events += [
            (event.signal, event.at, endpointer.now) for event in endpointer.advance(probability, WINDOW)
        ]

    began = 30 * WINDOW - 0.1
    assert [signal for signal, _, _ in events] == [Signal.STARTED, Signal.PAUSED, Signal.STOPPED]
    assert [at for _, at, _ in events[1:]] == pytest.approx([began, began])
    assert [now for _, _, now in events[1:]] == pytest.approx([31 * WINDOW, 43 * WINDOW])


def test_a_pause_that_was_noticed_early_is_waited_for() -> None:
    endpointer = Endpointer(EndpointSettings(), edge=lambda since, _: since - 0.02)
    paused = [
        endpointer.now
        for probability in [SPEECH] * 30 + [SILENCE] * 20
        for event in endpointer.advance(probability, WINDOW)
        if event.signal is Signal.PAUSED
    ]
    assert paused == pytest.approx([32 * WINDOW])


def test_clicks_start_nothing() -> None:
    assert signals(*[(SPEECH, 0.064), (SILENCE, 0.1)] * 10) == []


def test_clicks_do_not_prolong_a_turn() -> None:
    quiet = dict(heard((SPEECH, 1.0), (SILENCE, 1.0)))
    clicks = dict(heard((SPEECH, 1.0), (SILENCE, 0.2), (SPEECH, 0.064), (SILENCE, 1.0)))

    assert clicks[Signal.STOPPED] == quiet[Signal.STOPPED]
    assert Signal.RESUMED not in clicks


def test_short_dips_go_unnoticed() -> None:
    assert signals(*[(SPEECH, 0.5), (SILENCE, 0.032)] * 5) == [Signal.STARTED]


def test_speech_after_a_pause_is_the_same_turn() -> None:
    assert signals((SPEECH, 0.5), (SILENCE, 0.3), (SPEECH, 0.5), (SILENCE, 0.6)) == [
        Signal.STARTED,
        Signal.PAUSED,
        Signal.RESUMED,
        Signal.PAUSED,
        Signal.STOPPED,
    ]


def test_between_the_thresholds_nothing_changes() -> None:
    assert signals((UNSURE, 1.0), (SPEECH, 0.5), (UNSURE, 1.0)) == [Signal.STARTED]
    assert signals((SPEECH, 0.5), (SILENCE, 0.2), (UNSURE, 0.5))[-1] is Signal.STOPPED


def test_speech_after_the_end_starts_anew() -> None:
    turn = [(SPEECH, 0.5), (SILENCE, 1.0)]

    assert signals(*turn, *turn) == [Signal.STARTED, Signal.PAUSED, Signal.STOPPED] * 2


def test_nobody_speaking_is_told_once() -> None:
    [(signal, at)] = heard((SILENCE, 20.0))

    assert signal is Signal.NO_SPEECH
    assert at == pytest.approx(15.0, abs=WINDOW)


@pytest.mark.parametrize("silence", [0.5, 5.5, 9.0, 12.0, 14.0])
def test_who_begins_late_is_heard(silence: float) -> None:
    assert signals((SILENCE, silence), (SPEECH, 0.96), (SILENCE, 1.0)) == [
        Signal.STARTED,
        Signal.PAUSED,
        Signal.STOPPED,
    ]


def test_talking_for_ever_is_told_once() -> None:
    settings = EndpointSettings(longest_turn_seconds=10.0)

    [_, (signal, at)] = heard((SPEECH, 30.0), settings=settings)

    assert signal is Signal.TOO_LONG
    assert at == pytest.approx(10.0, abs=WINDOW)


@given(st.lists(st.floats(0, 1), max_size=400), st.sampled_from(Sensitivity), st.floats(0.005, 0.7))
def test_signals_always_come_in_a_sensible_order(
    probabilities: list[float], sensitivity: Sensitivity, window: float
) -> None:
    endpointer = Endpointer(EndpointSettings(), sensitivity)
    may_follow = {
        None: {Signal.STARTED},
        Signal.STARTED: {Signal.PAUSED},
        Signal.PAUSED: {Signal.RESUMED, Signal.STOPPED},
        Signal.RESUMED: {Signal.PAUSED},
        Signal.STOPPED: {Signal.STARTED},
    }
    before: Signal | None = None
    bounds = []
    for probability in probabilities:
        for event in endpointer.advance(probability, window):
            assert 0.0 <= event.at <= endpointer.now
            if event.signal in (Signal.NO_SPEECH, Signal.TOO_LONG):
                bounds.append(event.signal)
                continue
            assert event.signal in may_follow[before]
            before = event.signal
        assert endpointer.silence >= 0.0
    assert len(bounds) == len(set(bounds))
    assert endpointer.heard_speech == (before is not None)


@given(st.lists(st.sampled_from([SPEECH, SILENCE, UNSURE]), max_size=300))
def test_a_turn_that_stops_was_silent_for_as_long_as_it_must(probabilities: list[float]) -> None:
    endpointer = Endpointer(EndpointSettings())
    for index, probability in enumerate(probabilities):
        for event in endpointer.advance(probability, WINDOW):
            if event.signal is Signal.STOPPED:
                windows = probabilities[round(event.at / WINDOW) : index + 1]
                run = 0
                for heard_probability in windows:
                    run = 0 if heard_probability == SILENCE else run + (heard_probability == SPEECH)
                    assert run * WINDOW < 0.096
                assert len(windows) * WINDOW >= 0.5


def paused() -> Endpointer:
    """An endpointer that has heard a second of speech and 0.32 s of silence."""
    endpointer = Endpointer(EndpointSettings())
    for probability in [SPEECH] * 31 + [SILENCE] * 10:
        endpointer.advance(probability, WINDOW)
    return endpointer


def test_a_turn_can_be_ended_after_less_silence_than_there_is() -> None:
    assert [event.signal for event in paused().end_after(0.2)] == [Signal.STOPPED]


def test_a_turn_can_be_kept_open_until_speech_goes_on() -> None:
    endpointer = paused()
    assert endpointer.end_after(1.5) == []
    events = [event.signal for _ in range(30) for event in endpointer.advance(SILENCE, WINDOW)]
    assert events == []
    events = [event.signal for _ in range(20) for event in endpointer.advance(SPEECH, WINDOW)]
    assert events == [Signal.RESUMED]
    silences = [endpointer.silence for _ in range(40) for _ in endpointer.advance(SILENCE, WINDOW)]
    assert silences[-1] == pytest.approx(0.512)


def test_a_turn_is_not_ended_while_speech_may_be_beginning() -> None:
    endpointer = paused()
    endpointer.advance(SPEECH, WINDOW)
    assert endpointer.end_after(0.2) == []
