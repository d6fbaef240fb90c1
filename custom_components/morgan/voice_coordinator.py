"""Keeps what a Morgan hears and speaks, and asks again whenever it may have changed."""

from __future__ import annotations

from datetime import timedelta

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import LOGGER
from .errors import MorganError, TooOld
from .failures import translated
from .link import HomeLink
from .voice_about import VoiceAbout
from .voice_client import VoiceClient

LOADING_SECONDS = 5.0
"""How soon a Morgan that still loads its engines is asked again."""


class VoiceCoordinator(DataUpdateCoordinator[VoiceAbout]):
    """Asks at the beginning, whenever the link is open again, and until everything is loaded."""

    config_entry: ConfigEntry

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, link: HomeLink, client: VoiceClient) -> None:
        super().__init__(hass, LOGGER, config_entry=entry, name="Morgan's voice", always_update=False)
        self.client = client
        self.link = link

    @callback
    def start(self) -> None:
        """Follow the link."""
        self.config_entry.async_on_unload(self.link.listen(self._link_changed))

    async def _async_update_data(self) -> VoiceAbout:
        try:
            about = await self.client.describe()
        except TooOld:
            about = VoiceAbout()  # the rest of it can be used all the same
        except MorganError as error:
            raise UpdateFailed(**translated(error)) from error
        self.update_interval = None if about.is_complete else timedelta(seconds=LOADING_SECONDS)
        return about

    @callback
    def _link_changed(self) -> None:
        if self.link.available:
            self.config_entry.async_create_background_task(
                self.hass, self.async_refresh(), "morgan voice", eager_start=True
            )
