from __future__ import annotations

import pytest

from tests.home.conftest import KITCHEN_LIGHT, connected, connection, expose, settings
from tests.home.fake_home_assistant import FakeHomeAssistant
from tests.waiting import until
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.model import Home
from wyoming_morgan.home.settings import HomeAssistantSettings


async def test_what_is_not_exposed_is_neither_named_nor_followed(assistant: FakeHomeAssistant) -> None:
    async with connected(assistant) as home:
        assert "switch.secret" not in home.states
        assert "assist_satellite.kitchen" not in home.states
        assert not [one for one in home.home.entities if "ecret" in one.name]


async def test_exposing_an_entity_names_it_and_the_reverse_takes_the_name_away(
    assistant: FakeHomeAssistant,
) -> None:
    async with connected(assistant) as home:
        expose(assistant, "switch.secret", exposed=True)
        await assistant.registry_updated("entity")
        await until(lambda: "switch.secret" in home.states)
        assert "Secret switch" in {one.name for one in home.home.entities}
        expose(assistant, "switch.secret", exposed=False)
        await assistant.registry_updated("entity")
        await until(lambda: "switch.secret" not in home.states)
        assert "Secret switch" not in {one.name for one in home.home.entities}


async def test_where_nothing_is_exposed_nothing_is_asked_for(assistant: FakeHomeAssistant) -> None:
    for entity_id in assistant.entities:
        expose(assistant, entity_id, exposed=False)
    async with connected(assistant) as home:
        assert home.home.entities == ()
        assert [area.name for area in home.home.areas] == ["Kitchen", "Office"]
        assert "subscribe_entities" not in assistant.commands


async def test_a_listener_that_fails_ends_nothing(assistant: FakeHomeAssistant) -> None:
    heard: list[bool] = []

    def fails() -> None:
        raise RuntimeError("listener")

    async with connected(assistant) as home:
        home.listen(fails)
        home.listen(lambda: heard.append(True))
        assistant.areas[0]["name"] = "Cellar"
        await assistant.registry_updated("area")
        await until(lambda: heard == [True])
        assert home.connected


async def test_starting_waits_for_nobody_and_connects_when_home_assistant_comes(
    assistant: FakeHomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    await assistant.stop()
    async with connection(assistant) as home:
        assert not home.connected
        assert home.home == Home()
        await until(lambda: "Home Assistant is away" in caplog.text)
        await assistant.start()
        await until(lambda: home.connected)
    assert caplog.text.count("Home Assistant is away") == 1


async def test_a_lost_connection_keeps_what_is_known_and_comes_back_with_what_is_new(
    assistant: FakeHomeAssistant,
) -> None:
    async with connected(assistant) as home:
        before = home.home
        await assistant.stop()
        await until(lambda: not home.connected)
        assert home.home == before
        assert home.states[KITCHEN_LIGHT].state == "off"
        assistant.states[KITCHEN_LIGHT] = ("on", {"friendly_name": "Kitchen light"})
        del assistant.states["cover.gate"]
        await assistant.start()
        await until(lambda: home.connected)
        assert home.states[KITCHEN_LIGHT].state == "on"
        assert "cover.gate" not in home.states
        assert assistant.logins == 2


async def test_without_a_token_there_is_no_home_and_no_action() -> None:
    settings = HomeAssistantSettings(url="http://127.0.0.1:1")
    assert not settings.has_home
    assert not settings.has_tools
    home = HomeConnection(settings)
    assert not home.connected
    with pytest.raises(EngineUnavailable, match="no Home Assistant"):
        await home.handle_intent("HassTurnOn", {}, language="en", place=Place())
    await home.close()


async def test_closing_ends_the_connection_and_it_may_be_opened_again(assistant: FakeHomeAssistant) -> None:
    home = HomeConnection(settings(assistant))
    for logins in (1, 2):
        await home.start()
        await home.start()
        await until(lambda: home.connected)
        await home.close()
        assert assistant.logins == logins
        assert not home.connected


async def test_every_new_connection_is_announced(assistant: FakeHomeAssistant) -> None:
    connections: list[None] = []
    home = HomeConnection(settings(assistant), on_connect=lambda: connections.append(None))
    for count in (1, 2):
        await home.start()
        await until(lambda: home.connected)
        assert len(connections) == count
        await home.close()
