"""What the entities of subentries share."""

from __future__ import annotations

from collections.abc import Callable

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigSubentry,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .entry import MorganConfigEntry


class MorganEntity(Entity):
    """An entity of a subentry, which needs the link."""

    _attr_has_entity_name = True
    _attr_name = None

    def __init__(self, entry: MorganConfigEntry, subentry: ConfigSubentry) -> None:
        self.link = entry.runtime_data.link
        self.client = entry.runtime_data.client
        self.subentry = subentry
        """Its data are always the present ones."""
        self._attr_unique_id = subentry.subentry_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, subentry.subentry_id)},
            name=subentry.title,
            manufacturer="Morgan",
            entry_type=DeviceEntryType.SERVICE,
            sw_version=entry.runtime_data.version,
        )

    @property
    def available(self) -> bool:
        """Whether Morgan can be asked."""
        return self.link.available

    async def async_added_to_hass(self) -> None:
        """Follow the link."""
        await super().async_added_to_hass()
        self.async_on_remove(self.link.listen(self.async_write_ha_state))


@callback
def add_for_subentries(
    hass: HomeAssistant,
    entry: MorganConfigEntry,
    subentry_type: str,
    create: Callable[[MorganConfigEntry, ConfigSubentry], MorganEntity],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an entity for each subentry of a type, also for those that come later; the link stays open."""
    present: set[str] = set()

    @callback
    def add() -> None:
        subentries = {
            subentry.subentry_id: subentry for subentry in entry.get_subentries_of_type(subentry_type)
        }
        for subentry_id in subentries.keys() - present:
            async_add_entities([create(entry, subentries[subentry_id])], config_subentry_id=subentry_id)
        present.clear()
        present.update(subentries)

    @callback
    def follow(change: ConfigEntryChange, changed: ConfigEntry) -> None:
        if changed.entry_id == entry.entry_id and change is ConfigEntryChange.UPDATED:
            add()

    add()
    entry.async_on_unload(async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, follow))
