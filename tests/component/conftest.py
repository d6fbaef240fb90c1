"""A Home Assistant in memory, the component of this checkout, and a Morgan that only pretends."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from fake_morgan import FakeMorgan
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

import custom_components.morgan  # noqa: F401 - before `hass`, whose own folder of that name hides it otherwise

LAMP = "light.lamp"


@pytest.fixture(autouse=True)
def custom(enable_custom_integrations: None, socket_enabled: None) -> None:
    """Let Home Assistant find the component, and the component open sockets."""


@pytest.fixture
async def morgan(socket_enabled: None) -> AsyncGenerator[FakeMorgan]:
    """A server that speaks the link."""
    server = FakeMorgan()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def elsewhere(socket_enabled: None) -> AsyncGenerator[FakeMorgan]:
    """Another server than that of the entry."""
    server = FakeMorgan()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def home(hass: HomeAssistant) -> HomeAssistant:
    """A home with one exposed lamp in the study, and one that is not exposed."""
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})
    study = ar.async_get(hass).async_create("Study")
    for name, exposed in (("lamp", True), ("secret", False)):
        entry = er.async_get(hass).async_get_or_create(
            "light", "test", name, suggested_object_id=name, original_name=name.title()
        )
        er.async_get(hass).async_update_entity(entry.entity_id, area_id=study.id)
        async_expose_entity(hass, "conversation", entry.entity_id, exposed)
        hass.states.async_set(entry.entity_id, "off", {"friendly_name": name.title()})
    await hass.async_block_till_done()
    return hass


@pytest.fixture
def entry(home: HomeAssistant, morgan: FakeMorgan) -> MockConfigEntry:
    """An entry for the server, not loaded yet."""
    entry = MockConfigEntry(
        domain="morgan",
        title="Morgan",
        unique_id=morgan.id,
        data={"url": morgan.url, "api_key": "right"},
        subentries_data=[
            ConfigSubentryData(data={}, subentry_type="conversation", title="Morgan", unique_id=None)
        ],
    )
    entry.add_to_hass(home)
    return entry


@pytest.fixture
async def linked(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> AsyncGenerator[MockConfigEntry]:
    """The entry, linked; it leaves nothing running."""
    assert await home.config_entries.async_setup(entry.entry_id)
    await morgan.until(lambda: morgan.ready == 1)
    await morgan.until(lambda: entry.runtime_data.link.available)
    yield entry
    if home.config_entries.async_get_entry(entry.entry_id) is not None:
        await home.config_entries.async_unload(entry.entry_id)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settle and try again at once."""
    monkeypatch.setattr("custom_components.morgan.feed.SETTLE_SECONDS", 0.01)
    monkeypatch.setattr("custom_components.morgan.link.FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr("custom_components.morgan.link.LONGEST_PAUSE_SECONDS", 0.02)
