"""Whether Morgan works as it was set up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import StatusEntity
from .entry import MorganConfigEntry

PARALLEL_UPDATES = 0

_HEALTH = BinarySensorEntityDescription(
    key="health",
    translation_key="health",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensor."""
    del hass
    async_add_entities([HealthSensor(entry, _HEALTH)])


class HealthSensor(StatusEntity, BinarySensorEntity):
    """On if something is wrong; a Morgan that cannot be reached is, too."""

    @property
    def available(self) -> bool:
        """Always: that nothing is known of Morgan is what it shows."""
        return True

    @property
    def is_on(self) -> bool | None:
        """Whether something is wrong; None until Morgan could first be asked."""
        if not self.coordinator.was_linked:
            return None
        return not self.coordinator.linked or self.coordinator.data.is_faulty

    @property
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """The codes of what is wrong, as Morgan's docs/link.md has them."""
        codes = [problem.code for problem in self.coordinator.data.problems]
        return {"problems": codes if self.coordinator.linked else ["not-linked"]}
