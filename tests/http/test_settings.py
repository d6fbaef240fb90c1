"""The settings of HTTP."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import TypeAdapter, ValidationError

from wyoming_morgan.http.settings import HttpSettings

KEY = "a-long-enough-key"


def test_keys_are_not_shown() -> None:
    assert KEY not in repr(HttpSettings(api_keys=(KEY,)))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"port": 70_000}, id="port"),
        pytest.param({"api_keys": ["short"]}, id="short key"),
        pytest.param({"max_requests": 0}, id="no requests"),
    ],
)
def test_the_settings_ranges_are_held_where_configuration_is_read(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(HttpSettings).validate_python(dataclasses.asdict(HttpSettings()) | wrong)
