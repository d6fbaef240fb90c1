"""What a loaded entry has: one Morgan, and the link to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from yarl import URL

from .client import MorganClient
from .const import CONF_FINGERPRINT
from .coordinator import StatusCoordinator
from .link import HomeLink
from .voice_coordinator import VoiceCoordinator


@dataclass(frozen=True, slots=True)
class Morgan:
    """One Morgan, as the platforms of an entry use it."""

    client: MorganClient
    link: HomeLink
    version: str
    """The version of the server."""
    status: StatusCoordinator
    """What it says of itself."""
    voice: VoiceCoordinator
    """What it hears and speaks."""


MorganConfigEntry: TypeAlias = ConfigEntry[Morgan]


def client_of(hass: HomeAssistant, entry: MorganConfigEntry) -> MorganClient:
    """Return the client of an entry, which keeps the certificate that its server renews."""

    def keep(fingerprint: str) -> None:
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_FINGERPRINT: fingerprint})

    data = entry.data
    return MorganClient(
        async_get_clientsession(hass),
        URL(data[CONF_URL]),
        data.get(CONF_API_KEY),
        data.get(CONF_FINGERPRINT),
        keep,
    )
