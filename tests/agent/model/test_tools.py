from __future__ import annotations

from typing import Any

from wyoming_morgan.agent.model.tools import intent_tools


def test_tools_stay_in_their_order() -> None:
    def names() -> list[str]:
        return [tool.name for tool in intent_tools()]

    first: list[Any] = names()
    assert first == names()
    assert first[:2] == ["HassTurnOn", "HassTurnOff"]
