"""A home of 2,000 more exposed entities, which come and go while it is linked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.home_assistant.component import ask, set_up, speech
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.large_home import NAMES, object_id
from tests.home_assistant.morgan import Morgan

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

KEY = "key of these tests"
LIGHT = "light.bed_light"
_AT_ONCE = 50
_PATIENCE_SECONDS = 120.0
_POLL_SECONDS = 0.3


async def test_two_thousand_entities_are_told_understood_and_forgotten(
    home_assistant: HomeAssistant, tmp_path: Path
) -> None:
    async with (
        Morgan.run(tmp_path, MORGAN_CORE__HTTP__API_KEYS=f'["{KEY}"]') as morgan,
        set_up(home_assistant, f"http://127.0.0.1:{morgan.http_port}", KEY) as agent,
    ):
        last = f"is the {NAMES[-1]} on"
        async with large_home(home_assistant):
            await answered(home_assistant, agent, last, "yes")
            # What was there before is still understood and done.
            await home_assistant.act("light", "turn_off", LIGHT)
            await ask(home_assistant, agent, "turn on the bed light")
            assert await home_assistant.state(LIGHT) == "on"
        await answered(home_assistant, agent, last, "sorry")


@contextlib.asynccontextmanager
async def large_home(home_assistant: HomeAssistant) -> AsyncIterator[None]:
    """Have the entities during the block."""
    ids = {f"light.{object_id(name)}": name for name in NAMES}
    pages = [list(ids)[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
    await expose(home_assistant, list(ids), should_expose=True)
    for page in pages:
        await asyncio.gather(
            *(
                home_assistant.client.post(
                    f"/api/states/{key}", {"state": "on", "attributes": {"friendly_name": ids[key]}}
                )
                for key in page
            )
        )
    try:
        yield
    finally:
        for page in pages:
            await asyncio.gather(*(home_assistant.client.delete(f"/api/states/{key}") for key in page))
        await expose(home_assistant, list(ids), should_expose=False)


async def answered(home_assistant: HomeAssistant, agent: str, text: str, word: str) -> None:
    """Ask until the answer has this word."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            if word in speech(await ask(home_assistant, agent, text)).lower():
                return
            await asyncio.sleep(_POLL_SECONDS)


async def expose(home_assistant: HomeAssistant, entity_ids: list[str], *, should_expose: bool) -> None:
    await home_assistant.client.call(
        "homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=entity_ids,
        should_expose=should_expose,
    )
