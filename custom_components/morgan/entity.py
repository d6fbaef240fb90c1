"""What the entities that show Morgan's status have in common."""

from __future__ import annotations

from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import StatusCoordinator
from .entry import MorganConfigEntry


def server_device(entry: MorganConfigEntry) -> DeviceInfo:
    """Return the device that stands for the server of an entry."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry.entry_id)},
        name="Morgan",
        manufacturer="Morgan",
        entry_type=DeviceEntryType.SERVICE,
        sw_version=entry.runtime_data.version,
    )


class StatusEntity(CoordinatorEntity[StatusCoordinator]):
    """Shows one thing that Morgan says of itself."""

    _attr_has_entity_name = True

    def __init__(self, entry: MorganConfigEntry, description: EntityDescription) -> None:
        super().__init__(entry.runtime_data.status)
        self.entity_description = description
        self._attr_unique_id = f"{entry.entry_id}-{description.key}"
        self._attr_device_info = server_device(entry)

    @property
    def available(self) -> bool:
        """Whether what Morgan said still holds."""
        return self.coordinator.linked
