"""Morgan, a private voice assistant server: its agent knows the home by the home's own names."""

from __future__ import annotations

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers import config_validation
from homeassistant.helpers.typing import ConfigType
from homeassistant.loader import async_get_integration

from .actions import register_actions
from .const import DOMAIN
from .coordinator import StatusCoordinator
from .entry import Morgan, MorganConfigEntry, client_of
from .errors import KeyRefused, MorganError, OtherCertificate, TooOld
from .failures import translated
from .issues import Issues, forget_issues
from .link import HomeLink
from .pipeline import follow_wish, forget_pipeline
from .voice_client import VoiceClient
from .voice_coordinator import VoiceCoordinator

CONFIG_SCHEMA = config_validation.config_entry_only_config_schema(DOMAIN)
_PLATFORMS = (
    Platform.AI_TASK,
    Platform.BINARY_SENSOR,
    Platform.CONVERSATION,
    Platform.SENSOR,
    Platform.STT,
    Platform.TTS,
    Platform.WAKE_WORD,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions."""
    del config
    register_actions(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> bool:
    """Check the server, and open the link."""
    client = client_of(hass, entry)
    component_version = str((await async_get_integration(hass, DOMAIN)).version)
    issues = Issues(hass, entry.entry_id, component_version)
    try:
        version = (await client.check(entry.unique_id)).version
    except (KeyRefused, OtherCertificate) as error:
        raise ConfigEntryAuthFailed(**translated(error)) from error
    except MorganError as error:
        if isinstance(error, TooOld):
            issues.report_too_old()
        raise ConfigEntryNotReady(**translated(error)) from error
    issues.withdraw_too_old()
    link = HomeLink(hass, entry, client, component_version)
    status = StatusCoordinator(hass, entry, link, issues)
    voice = VoiceCoordinator(hass, entry, link, VoiceClient(client))
    await voice.async_config_entry_first_refresh()
    entry.runtime_data = Morgan(client, link, version, status, voice)
    await hass.config_entries.async_forward_entry_setups(entry, _PLATFORMS)
    status.start()
    voice.start()
    link.start()
    follow_wish(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> bool:
    """Close the link."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, _PLATFORMS)
    if unloaded:
        await entry.runtime_data.link.close()
    if unloaded and entry.disabled_by is not None:
        forget_issues(hass, entry.entry_id)
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> None:
    """Leave neither repairs nor a broken pipeline behind."""
    forget_issues(hass, entry.entry_id)
    await forget_pipeline(hass, entry)
