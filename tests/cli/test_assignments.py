"""Settings as words of the command line."""

from __future__ import annotations

import pytest

from wyoming_morgan.cli.assignments import parse
from wyoming_morgan.errors import InvalidRequest


def test_settings_are_laid_over_each_other_and_over_what_is_there() -> None:
    base = {"core": {"home": {"areas": ["Kitchen"]}}}
    given = [
        "stt.engine=faster-whisper",
        "stt.limits.parallel=2",
        "stt.ear.level=false",
        "stt.ear.level=true",
    ]
    assert parse(given, base) == {
        "core": {"home": {"areas": ["Kitchen"]}},
        "stt": {"engine": "faster-whisper", "limits": {"parallel": 2}, "ear": {"level": True}},
    }
    assert base == {"core": {"home": {"areas": ["Kitchen"]}}}


def test_values_are_yaml() -> None:
    assert parse(["core.languages=[en, de]"]) == {"core": {"languages": ["en", "de"]}}


@pytest.mark.parametrize(
    "wrong", ["stt", "stt=1", "stt.engine", "stt..engine=1", "=1", "stt.engine=[", "a.b=1"]
)
def test_what_is_no_setting_is_told(wrong: str) -> None:
    with pytest.raises(InvalidRequest, match=r"stt\.engine=faster-whisper"):
        parse(["a.b.c=1", wrong] if wrong != "a.b=1" else ["a.b=1", "a.b.c=2"])
