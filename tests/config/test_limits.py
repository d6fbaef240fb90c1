"""Some limits are other than usual where nothing is set."""

from __future__ import annotations

from wyoming_morgan.config.schema import Config


def test_more_calls_may_wait_for_an_engine_that_speaks_whatever_else_is_set() -> None:
    some = Config.model_validate({"tts": {"limits": {"parallel": 2}}, "stt": {"limits": {"parallel": 2}}})
    assert (some.tts.limits.queue, some.stt.limits.queue) == (64, 16)
    assert Config.model_validate({"tts": {"limits": {"queue": 3}}}).tts.limits.queue == 3
