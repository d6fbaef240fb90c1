"""Home Assistant finds Morgan by itself, and one click makes it part of the home."""

from __future__ import annotations

from typing import Any

import pytest

from tests.home_assistant.hass import Entry, HomeAssistant
from tests.home_assistant.morgan import Morgan

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


async def test_a_morgan_that_starts_is_shown_as_one_card(cards: list[dict[str, Any]]) -> None:
    assert [(card["handler"], card["context"]["title_placeholders"]) for card in cards] == [
        ("wyoming", {"name": "morgan"})
    ]


async def test_one_click_makes_one_entry_with_all_that_a_pipeline_needs(
    home_assistant: HomeAssistant, entry: Entry
) -> None:
    entries = await home_assistant.client.call("config_entries/get", domain="wyoming")
    assert [(wyoming["title"], wyoming["state"]) for wyoming in entries] == [("morgan", "loaded")]
    assert {"stt", "tts", "conversation"} <= entry.entities.keys()


async def test_the_card_is_gone_once_it_was_clicked(
    home_assistant: HomeAssistant, morgan: Morgan, entry: Entry
) -> None:
    del entry
    assert not await home_assistant.cards(morgan.name)
