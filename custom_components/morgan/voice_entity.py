"""What the entities that hear and speak have in common."""

from __future__ import annotations

from collections.abc import Callable, Sized

from homeassistant.core import callback
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .entity import server_device
from .entry import MorganConfigEntry
from .voice_about import VoiceAbout
from .voice_coordinator import VoiceCoordinator


class VoiceEntity(CoordinatorEntity[VoiceCoordinator]):
    """One thing that Morgan can do with audio."""

    _attr_has_entity_name = True

    def __init__(self, entry: MorganConfigEntry, key: str, offer: Callable[[VoiceAbout], Sized]) -> None:
        super().__init__(entry.runtime_data.voice)
        self._offer = offer
        self._attr_translation_key = key
        self._attr_unique_id = f"{entry.entry_id}-{key}"
        self._attr_device_info = server_device(entry)

    @property
    def available(self) -> bool:
        """Whether Morgan is there, and still offers it."""
        return self.coordinator.link.available and len(self._offer(self.coordinator.data)) > 0

    async def async_added_to_hass(self) -> None:
        """Follow the link."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.link.listen(self.async_write_ha_state))


@callback
def add_when_offered(
    entry: MorganConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    offer: Callable[[VoiceAbout], Sized],
    make: Callable[[], Entity],
) -> None:
    """Add an entity as soon as Morgan offers what it needs, which may be later than the start."""
    coordinator = entry.runtime_data.voice
    is_added = False

    @callback
    def add() -> None:
        nonlocal is_added
        if not is_added and len(offer(coordinator.data)) > 0:
            is_added = True
            async_add_entities([make()])

    entry.async_on_unload(coordinator.async_add_listener(add))
    add()
