"""Keeps what Morgan last said of itself; Morgan sends it, nothing is polled."""

from __future__ import annotations

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import LOGGER
from .frames import Message
from .issues import Issues
from .link import HomeLink
from .status import Status, read_status


class StatusCoordinator(DataUpdateCoordinator[Status]):
    """Tells entities and repairs what is new."""

    config_entry: ConfigEntry

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, link: HomeLink, issues: Issues) -> None:
        super().__init__(hass, LOGGER, config_entry=entry, name="Morgan", always_update=False)
        self.data = Status()
        self._link = link
        self._issues = issues

        self.was_linked = False
        """Whether Morgan could be asked since the entry was loaded."""

    @property
    def linked(self) -> bool:
        """Whether Morgan can be asked, and what it said of itself still holds."""
        return self._link.available

    @callback
    def start(self) -> None:
        """Listen to Morgan until the entry is unloaded."""
        self.config_entry.async_on_unload(self._link.subscribe("status", self._take))
        self.config_entry.async_on_unload(self._link.listen(self._link_changed))

    @callback
    def _link_changed(self) -> None:
        self.was_linked = True
        self.async_update_listeners()

    @callback
    def _take(self, message: Message) -> None:
        status = read_status(message)
        if status.version != self.data.version:
            self._note_version(status.version)
        self._issues.report(status)
        self.async_set_updated_data(status)

    @callback
    def _note_version(self, version: str) -> None:
        devices = dr.async_get(self.hass)
        for device in dr.async_entries_for_config_entry(devices, self.config_entry.entry_id):
            devices.async_update_device(device.id, sw_version=version)
