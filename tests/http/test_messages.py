"""A message that is wrong in many places is refused for the first one: the rest is not looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from wyoming_morgan.errors import MorganError
from wyoming_morgan.http.link.messages import read_hello, read_message
from wyoming_morgan.http.voice.messages import read_voice_message

WRONG: list[Any] = [[]] * 50


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (read_voice_message, {"type": "transcribe", "names": WRONG}),
        (read_voice_message, {"type": "transcribe", "terms": WRONG}),
        (read_voice_message, {"type": "detect", "words": WRONG}),
        (read_hello, {"type": "hello", "protocol": 1, "home_id": "a", "feed": "b", "lookups": WRONG}),
        (read_message, {"type": "places", "floors": WRONG}),
        (read_message, {"type": "places", "areas": WRONG}),
        (read_message, {"type": "entities", "exposed": WRONG}),
        (read_message, {"type": "entities", "satellites": WRONG}),
        (read_message, {"type": "entities", "gone": WRONG}),
        (read_message, {"type": "entities", "exposed": [{"entity_id": "a.b", "names": WRONG}]}),
        (read_message, {"type": "states", "r": WRONG}),
    ],
    ids=lambda value: value["type"] + list(value)[-1] if isinstance(value, dict) else None,
)
def test_the_first_mistake_of_a_list_is_enough(
    read: Callable[[str], object], message: dict[str, Any]
) -> None:
    with pytest.raises(MorganError) as caught:
        read(json.dumps(message))
    assert isinstance(caught.value.__cause__, ValidationError)
    assert caught.value.__cause__.error_count() == 1
