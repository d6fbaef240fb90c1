"""Mistakes in the environment are told by the variable's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.config.conftest import readable

Complain = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        (
            "MORGAN_STT__ENGIN",
            "auto",
            "MORGAN_STT__ENGIN: no such setting; did you mean MORGAN_STT__ENGINE?",
        ),
        ("MORGAN_XYZZY", "1", "MORGAN_XYZZY: no such setting"),
        (
            "MORGAN_STT__HTTP_PORT",
            "eighty",
            "MORGAN_STT__HTTP_PORT: stt.http_port: expected an integer from 0 to 65535; found 'eighty'",
        ),
        (
            "LOG_LEVEL",
            "loud",
            "LOG_LEVEL: core.log_level: expected one of debug, info, warning, error; found 'loud'",
        ),
        (
            "MORGAN_CORE__LANGUAGES",
            "en,de",
            'MORGAN_CORE__LANGUAGES: core.languages: expected JSON such as ["a", "b"]; found \'en,de\'',
        ),
        (
            "MORGAN_CORE__HTTP__API_KEYS",
            "hush",
            (
                'MORGAN_CORE__HTTP__API_KEYS: core.http.api_keys: expected JSON such as ["a", "b"]; '
                "found something else"
            ),
        ),
        (
            "MORGAN_CORE__HOME",
            '{"areas": [5]}',
            "MORGAN_CORE__HOME: core.home.areas[0]: expected settings as `name: value`; found 5",
        ),
        (
            "MORGAN_STT__ENGINES__NEAR_EAR__BEAM",
            "12",
            (
                "MORGAN_STT__ENGINES__NEAR_EAR__BEAM: stt.engines.near-ear.beam: "
                "expected an integer from 1 to 9; found '12'"
            ),
        ),
        (
            "MORGAN_CORE__HTTP__API_KEYS_FILE",
            "/absent/key",
            (
                "MORGAN_CORE__HTTP__API_KEYS_FILE: /absent/key cannot be read: No such file or directory; "
                "expected a file with core.http.api_keys"
            ),
        ),
    ],
    ids=readable,
)
def test_a_wrong_variable_is_told_by_its_name(
    complaints: Complain, name: str, value: str, complaint: str
) -> None:
    assert complaints(environ={name: value}) == [complaint]


def test_a_variable_and_its_file_exclude_each_other(complaints: Complain) -> None:
    messages = complaints(environ={"MORGAN_TTS__VOICE": "af", "MORGAN_TTS__VOICE_FILE": "/somewhere"})
    assert messages == [
        "MORGAN_TTS__VOICE_FILE: set together with MORGAN_TTS__VOICE; expected one of the two"
    ]
