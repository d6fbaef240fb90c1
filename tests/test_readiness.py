"""The states of a process's services."""

from __future__ import annotations

from wyoming_morgan.readiness import Readiness, ServiceState, State


def test_a_process_is_ready_when_every_service_is() -> None:
    readiness = Readiness(["stt", "tts"])
    assert not readiness.ready
    readiness.loaded("stt")
    assert not readiness.ready
    readiness.loaded("tts")
    assert readiness.ready


def test_a_failed_service_tells_what_to_run() -> None:
    readiness = Readiness(["stt"])
    readiness.failed("stt", detail="no model", hint="morgan models pull stt")
    assert not readiness.ready
    assert readiness.services["stt"] == ServiceState(State.FAILED, "no model", "morgan models pull stt")


def test_a_service_may_start_again() -> None:
    readiness = Readiness(["stt"])
    readiness.loaded("stt")
    readiness.starting("stt", detail="the home changed")
    assert not readiness.ready


def test_a_service_that_still_learns_can_be_used_but_is_not_ready() -> None:
    readiness = Readiness(["stt"])
    readiness.learning("stt", detail="pocketsphinx; learning the 3 names of the home")
    assert not readiness.ready
    assert readiness.services["stt"].state is State.LEARNING


def test_the_view_follows_what_happens() -> None:
    readiness = Readiness(["stt"])
    services = readiness.services
    readiness.loaded("stt")
    assert services["stt"].state is State.READY


def test_others_are_told_of_every_new_state_once() -> None:
    readiness = Readiness(["stt"])
    states: list[State] = []
    readiness.listen(lambda: states.append(readiness.services["stt"].state))
    readiness.failed("stt", detail="away")
    readiness.failed("stt", detail="still away")
    readiness.loaded("stt")
    assert states == [State.FAILED, State.READY]
