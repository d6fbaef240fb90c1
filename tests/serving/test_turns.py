"""The log of turns: no PIN is in it, and nothing of an incognito turn."""

from __future__ import annotations

import hashlib
import logging

import pytest

from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.serving.turns import TurnLogger
from wyoming_morgan.timings import Stage, TurnTimings

PINS = GuardSettings(pin_secrets={"*": "2468", "anna": f"sha256:{hashlib.sha256(b'97531').hexdigest()}"})


def logged(
    caplog: pytest.LogCaptureFixture,
    timings: TurnTimings,
    guard: GuardSettings = PINS,
    *,
    with_texts: bool = True,
    has_agent: bool = True,
) -> str:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    TurnLogger(guard, with_texts=with_texts, has_agent=has_agent)(timings)
    return caplog.text


def turn(heard: str, replied: str = "ok") -> TurnTimings:
    return TurnTimings(seconds={Stage.AGENT: 0.02}, outcome="handled", heard=heard, replied=replied)


SPOKEN = [
    "2468",
    "2 4 6 8",
    "two four six eight",
    "Zwei vier sechs acht.",
    "deux quatre six huit",
    "2469",
    "please unlock the front door, the code is 2 4 6 8",
    "please unlock the front door with 2468 now",
    "öffne die Haustür mit zwei vier sechs neun bitte",
    "nine seven five three one",
    "open it with nine seven five three one right now",
]


def test_what_was_heard_is_told_where_it_was_taken_for_something_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    taken = turn("activate mood lighting")
    taken.taken = "heard 'Activate wood lighting.', taken for 'activate mood lighting', because it sounds so"
    assert f"; {taken.taken}, replied 'ok'" in logged(caplog, taken, GuardSettings())
    assert "lighting" not in logged(caplog, taken, GuardSettings(), with_texts=False)


@pytest.mark.parametrize("heard", SPOKEN)
def test_what_may_be_a_pin_is_not_logged(caplog: pytest.LogCaptureFixture, heard: str) -> None:
    assert "heard '(PIN)'" in logged(caplog, turn(heard))
    assert "replied '(PIN)'" in logged(caplog, turn("hello", heard))


@pytest.mark.parametrize("heard", ["2468", "two four six eight", "the code is 2 4 6 8", "ok, 2468"])
def test_who_only_hears_logs_no_pin_of_another_process(caplog: pytest.LogCaptureFixture, heard: str) -> None:
    assert "heard '(PIN)'" in logged(caplog, turn(heard), GuardSettings(), has_agent=False)


@pytest.mark.parametrize("heard", ["turn on the light", "set a timer for 5 minutes", "Schalte das Licht an"])
def test_other_words_are_logged_if_asked_for(caplog: pytest.LogCaptureFixture, heard: str) -> None:
    text = logged(caplog, turn(heard))
    assert f"turn: handled (agent 20 ms); heard {heard!r}, replied 'ok'" in text
    assert heard not in logged(caplog, turn(heard), with_texts=False)


def test_without_pins_numbers_are_only_numbers(caplog: pytest.LogCaptureFixture) -> None:
    assert "heard '2468'" in logged(caplog, turn("2468"), GuardSettings())


@pytest.mark.parametrize("with_texts", [False, True])
def test_an_incognito_turn_leaves_nothing(caplog: pytest.LogCaptureFixture, with_texts: bool) -> None:
    timings = turn("hello")
    timings.private = True
    assert logged(caplog, timings, with_texts=with_texts) == ""


def test_a_trace_has_what_the_log_has(caplog: pytest.LogCaptureFixture) -> None:
    said = turn("turn on the light", "done, 2468")
    assert TurnLogger(PINS, with_texts=True, has_agent=True).texts(said) == {
        "morgan.heard": "turn on the light",
        "morgan.replied": "(PIN)",
    }
    assert TurnLogger(PINS, with_texts=False, has_agent=True).texts(said) == {}
    said.hide()
    assert TurnLogger(PINS, with_texts=True, has_agent=True).texts(said) == {}
    assert logged(caplog, said) == ""
