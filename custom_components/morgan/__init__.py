"""Morgan, a private voice assistant server: its agent knows the home by the home's own names."""

from __future__ import annotations

from homeassistant.const import CONF_API_KEY, CONF_URL, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from yarl import URL

from .client import KeyRefused, MorganClient, MorganError
from .const import DOMAIN
from .entry import Morgan, MorganConfigEntry
from .link import HomeLink

_PLATFORMS = (Platform.CONVERSATION,)


async def async_setup_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> bool:
    """Check the server, and open the link."""
    client = MorganClient(
        async_get_clientsession(hass), URL(entry.data[CONF_URL]), entry.data.get(CONF_API_KEY)
    )
    try:
        version = await client.check()
    except KeyRefused as error:
        raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key="key_refused") from error
    except MorganError as error:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="cannot_connect",
            translation_placeholders={"reason": str(error)},
        ) from error
    link = HomeLink(hass, entry, client, version)
    entry.runtime_data = Morgan(client, link, version)
    await hass.config_entries.async_forward_entry_setups(entry, _PLATFORMS)
    link.start()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> bool:
    """Close the link."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, _PLATFORMS)
    if unloaded:
        await entry.runtime_data.link.close()
    return unloaded
