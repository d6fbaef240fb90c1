"""What is left to say after everything else has run: this file's name is the last of the folder."""

from __future__ import annotations

import pytest

from tests.home_assistant.hass import Entry, HomeAssistant

_ALWAYS = "We found a custom integration morgan"
"""What Home Assistant says of every component that is not its own."""

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


async def test_no_complaint_in_the_log_of_home_assistant_is_about_morgan(
    home_assistant: HomeAssistant, entry: Entry
) -> None:
    del entry
    assert not [
        complaint
        for complaint in home_assistant.complaints()
        if ("morgan" in complaint.lower() or "wyoming" in complaint.lower()) and _ALWAYS not in complaint
    ]
