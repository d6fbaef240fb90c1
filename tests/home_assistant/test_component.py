"""The component in the real Home Assistant, linked with the real Morgan."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.home_assistant.asked_for import LIST, shopping_list, weather_station
from tests.home_assistant.asked_for import expose as show
from tests.home_assistant.component import answer, ask, begin, set_up, speech
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.morgan import Morgan

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

KEY = "key of these tests"
LIGHT = "light.bed_light"
LOCK = "lock.front_door"
SCRIPT = "script.let_everybody_in"
HEARD_WITHIN_SECONDS = 15.0
BACK_WITHIN_SECONDS = 90.0
"""Morgan's start on a busy machine, and the longest pause before the component tries again."""
_POLL_SECONDS = 0.3


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def keyed_morgan(
    home_assistant: HomeAssistant, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Morgan]:
    """A Morgan of its own, which wants a key, and which nobody else links a home to."""
    del home_assistant  # it is there first
    async with Morgan.run(
        tmp_path_factory.mktemp("keyed-morgan"),
        MORGAN_CORE__HTTP__API_KEYS=f'["{KEY}"]',
        MORGAN_CORE__AGENT__GUARD__CONFIRM='["lock"]',
    ) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def agent(home_assistant: HomeAssistant, keyed_morgan: Morgan) -> AsyncIterator[str]:
    """The conversation entity of an entry for it, which leaves nothing behind."""
    async with set_up(home_assistant, url_of(keyed_morgan), KEY) as entity_id:
        yield entity_id


async def test_a_wrong_key_is_told_apart_from_a_wrong_address(
    home_assistant: HomeAssistant, keyed_morgan: Morgan
) -> None:
    flow = await begin(home_assistant)
    wrong_key = await answer(home_assistant, flow, url=url_of(keyed_morgan), api_key="wrong")
    assert wrong_key["errors"] == {"base": "invalid_auth"}
    nobody = await answer(home_assistant, flow, url="http://127.0.0.1:1", api_key=KEY)
    assert nobody["errors"] == {"base": "cannot_connect"}
    another = await answer(home_assistant, flow, url=home_assistant.url, api_key=KEY)
    assert another["errors"] == {"base": "not_morgan"}


async def test_a_name_that_only_home_assistant_knows_is_understood_and_done(
    home_assistant: HomeAssistant, agent: str
) -> None:
    async with named(home_assistant, "Moonbeam Lantern"):
        done = await turned_on(home_assistant, agent, "moonbeam lantern")
        assert done["response"]["response_type"] == "action_done"
        assert done["continue_conversation"] is False


async def test_a_new_name_is_understood_soon_and_the_old_one_no_longer(
    home_assistant: HomeAssistant, agent: str
) -> None:
    async with named(home_assistant, "Velvet Beacon"):
        await turned_on(home_assistant, agent, "velvet beacon")
    await home_assistant.act("light", "turn_off", LIGHT)
    await turned_on(home_assistant, agent, "bed light")
    await home_assistant.act("light", "turn_off", LIGHT)
    await ask(home_assistant, agent, "turn on the velvet beacon")
    assert await home_assistant.state(LIGHT) == "off"


async def test_what_is_not_exposed_is_neither_known_nor_done(
    home_assistant: HomeAssistant, agent: str
) -> None:
    await turned_on(home_assistant, agent, "bed light")
    await expose(home_assistant, exposed=False)
    try:
        await home_assistant.act("light", "turn_off", LIGHT)
        await asyncio.sleep(1)
        await ask(home_assistant, agent, "turn on the bed light")
        assert await home_assistant.state(LIGHT) == "off"
    finally:
        await expose(home_assistant, exposed=True)
    await turned_on(home_assistant, agent, "bed light")


async def test_a_state_is_told_as_it_is_now(home_assistant: HomeAssistant, agent: str) -> None:
    for service, word in (("turn_on", "yes"), ("turn_off", "no")):
        await home_assistant.act("light", service, LIGHT)
        async with asyncio.timeout(HEARD_WITHIN_SECONDS):
            while True:
                if word in speech(await ask(home_assistant, agent, "is the bed light on")).lower():
                    break
                await asyncio.sleep(_POLL_SECONDS)


async def test_lists_and_the_weather_are_looked_up_where_they_are_exposed(
    home_assistant: HomeAssistant, agent: str
) -> None:
    async def said(text: str, word: str) -> str:
        """Say it until the answer has a word: what is new takes a moment to be told."""
        end = time.monotonic() + HEARD_WITHIN_SECONDS
        while word not in (heard := speech(await ask(home_assistant, agent, text))):
            assert time.monotonic() < end, heard
            await asyncio.sleep(_POLL_SECONDS)
        return heard

    async with shopping_list(home_assistant, "Oat milk", "Tofu"), weather_station(home_assistant):
        await said("is oat milk on the shopping list", "Yes")
        assert "Oat milk and Tofu" in await said("what is on the shopping list", "Tofu")
        assert (await said("is bread on the shopping list", "bread")).startswith("No")
        assert "rain, 4 to 7 degrees" in await said("will it rain tomorrow", "Yes")
        await show(home_assistant, LIST, exposed=False)
        assert "Tofu" not in await said("what is on the shopping list", "no such list")


async def test_a_guarded_lock_is_opened_only_after_a_yes(home_assistant: HomeAssistant, agent: str) -> None:
    await home_assistant.act("lock", "lock", LOCK)
    asked = await ask(home_assistant, agent, "unlock the front door")
    assert asked["continue_conversation"] is True
    assert await home_assistant.state(LOCK) == "locked"
    done = await ask(home_assistant, agent, "yes", conversation_id=asked["conversation_id"])
    assert done["continue_conversation"] is False
    assert await home_assistant.state(LOCK) == "unlocked"


async def test_a_script_that_opens_the_lock_of_a_room_is_asked_about(
    home_assistant: HomeAssistant, agent: str
) -> None:
    call = home_assistant.client.call
    await home_assistant.act("lock", "lock", LOCK)
    script = {"assistants": ["conversation"], "entity_ids": [SCRIPT]}
    await call("homeassistant/expose_entity", **script, should_expose=True)
    await call("config/entity_registry/update", entity_id=LOCK, area_id="kitchen")
    try:
        asked: dict[str, Any] = {}
        async with asyncio.timeout(HEARD_WITHIN_SECONDS):
            while not asked.get("continue_conversation"):
                await asyncio.sleep(_POLL_SECONDS)
                asked = await ask(home_assistant, agent, "run let everybody in")
        assert "front door" in speech(asked).casefold()
        assert await home_assistant.state(LOCK) == "locked"
    finally:
        await call("config/entity_registry/update", entity_id=LOCK, area_id=None)
        await call("homeassistant/expose_entity", **script, should_expose=False)


async def test_morgan_says_how_it_is_and_what_it_lacks_is_a_repair(
    home_assistant: HomeAssistant, agent: str
) -> None:
    async with asyncio.timeout(HEARD_WITHIN_SECONDS):
        while True:
            if await home_assistant.state("binary_sensor.morgan_health") == "off":
                break
            await asyncio.sleep(_POLL_SECONDS)
    listed = (await home_assistant.client.call("repairs/list_issues"))["issues"]
    keys = [issue["translation_key"] for issue in listed if issue["domain"] == "morgan"]
    assert keys == ["no_language_model"]
    entity = await home_assistant.client.call("config/entity_registry/get", entity_id=agent)
    path = f"/api/diagnostics/config_entry/{entity['config_entry_id']}"
    diagnostics = await home_assistant.client.get(path)
    assert diagnostics["data"]["linked"] is True
    assert KEY not in str(diagnostics)


@pytest.mark.usefixtures("agent")
async def test_actions_remember_a_fact_recall_it_and_forget_it(home_assistant: HomeAssistant) -> None:
    await act(home_assistant, "remember", fact="The spare key hangs in the shed")
    answer = await act(home_assistant, "ask", text="what do you remember about the spare key")
    assert "shed" in answer["text"]
    await act(home_assistant, "forget", fact="spare key in the shed")
    answer = await act(home_assistant, "ask", text="what do you remember about the spare key")
    assert "shed" not in answer["text"]


async def test_a_morgan_that_is_killed_and_comes_back_is_linked_again(
    home_assistant: HomeAssistant, keyed_morgan: Morgan, agent: str
) -> None:
    await keyed_morgan.kill()
    await available(home_assistant, agent, is_available=False)
    failed = await ask(home_assistant, agent, "turn on the bed light")
    assert failed["response"]["response_type"] == "error"
    assert speech(failed) == "Sorry, I cannot reach Morgan."
    await keyed_morgan.start()
    await available(home_assistant, agent, is_available=True)
    await turned_on(home_assistant, agent, "bed light")


async def act(home_assistant: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call an action of the component as the person who is logged in; return its response, if it has one."""
    called = await home_assistant.client.call(
        "call_service",
        domain="morgan",
        service=action,
        service_data={"language": "en", **data} if action == "ask" else data,
        return_response=action == "ask",
    )
    response: dict[str, Any] = called.get("response") or {}
    return response


def url_of(morgan: Morgan) -> str:
    return f"http://127.0.0.1:{morgan.http_port}"


async def available(home_assistant: HomeAssistant, agent: str, *, is_available: bool) -> None:
    """Wait until Home Assistant shows the agent as available, or not."""
    async with asyncio.timeout(BACK_WITHIN_SECONDS):
        while True:
            if (await home_assistant.state(agent) != "unavailable") is is_available:
                return
            await asyncio.sleep(_POLL_SECONDS)


async def turned_on(home_assistant: HomeAssistant, agent: str, name: str) -> dict[str, Any]:
    """Turn the light off, then ask for it by a name until that is known; return the answer."""
    await home_assistant.act("light", "turn_off", LIGHT)
    async with asyncio.timeout(HEARD_WITHIN_SECONDS):
        while True:
            result = await ask(home_assistant, agent, f"turn on the {name}")
            if await home_assistant.state(LIGHT) == "on":
                return result
            await asyncio.sleep(_POLL_SECONDS)


@contextlib.asynccontextmanager
async def named(home_assistant: HomeAssistant, name: str) -> AsyncIterator[None]:
    """Have the light renamed in Home Assistant during the block."""
    update = "config/entity_registry/update"
    await home_assistant.client.call(update, entity_id=LIGHT, name=name)
    try:
        yield
    finally:
        await home_assistant.client.call(update, entity_id=LIGHT, name=None)


async def expose(home_assistant: HomeAssistant, *, exposed: bool) -> None:
    await home_assistant.client.call(
        "homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=[LIGHT],
        should_expose=exposed,
    )
