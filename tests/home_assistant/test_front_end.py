"""The component set up in the front end by clicks, in a headless Chromium: skipped where there is none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.home_assistant.component import ask, kept
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.morgan import Morgan

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

LIGHT = "light.bed_light"
LINKED_WITHIN_SECONDS = 60.0
_POLL_SECONDS = 0.3


async def test_a_person_finds_the_card_enters_the_code_and_talks(
    home_assistant: HomeAssistant, tmp_path: Path
) -> None:
    pytest.importorskip("playwright", reason="nothing drives a browser here: pip install playwright")
    from scripts import component_screenshots, front_end  # noqa: PLC0415 - they need playwright

    program = front_end.browser()
    if program is None:
        pytest.skip("there is no Chromium here")
    before = await entries(home_assistant)
    async with Morgan.run(tmp_path, MORGAN_CORE__HTTP__ADVERTISE_NAME=component_screenshots.NAME) as morgan:
        await component_screenshots.take(home_assistant, program, morgan, tmp_path)
        (entry_id,) = await entries(home_assistant) - before
        made = {"type": "create_entry", "result": {"entry_id": entry_id}}
        async with kept(home_assistant, made) as agent:
            await home_assistant.act("light", "turn_off", LIGHT)
            async with asyncio.timeout(LINKED_WITHIN_SECONDS):
                while await home_assistant.state(LIGHT) != "on":
                    await ask(home_assistant, agent, "turn on the bed light")
                    await asyncio.sleep(_POLL_SECONDS)


async def entries(home_assistant: HomeAssistant) -> set[str]:
    listed = await home_assistant.client.call("config_entries/get", domain="morgan")
    return {entry["entry_id"] for entry in listed}
