from __future__ import annotations

from typing import Any

import pytest

from tests.home.fake_home_assistant import TOKEN
from wyoming_morgan.home.settings import HomeAssistantSettings, McpServerSettings


def test_settings_keep_their_secrets_when_they_are_shown() -> None:
    shown = repr(
        HomeAssistantSettings(
            url="http://h",
            token=TOKEN,
            mcp_servers={"web": McpServerSettings("http://m", token=TOKEN, headers={"X-Key": TOKEN})},
        )
    )
    assert TOKEN not in shown


@pytest.mark.parametrize(
    ("settings", "has_home", "has_tools"),
    [
        pytest.param({}, False, False, id="nothing"),
        pytest.param({"url": "http://h"}, False, False, id="no token"),
        pytest.param({"url": "http://h", "token": "t"}, True, True, id="a home"),
        pytest.param({"url": "http://h", "token": "t", "mcp": False}, True, False, id="a home without tools"),
        pytest.param({"mcp_servers": {"web": McpServerSettings("http://m")}}, False, True, id="only tools"),
    ],
)
def test_a_home_and_tools_are_configured_apart(
    settings: dict[str, Any], has_home: bool, has_tools: bool
) -> None:
    configured = HomeAssistantSettings(**settings)

    assert (configured.has_home, configured.has_tools) == (has_home, has_tools)
