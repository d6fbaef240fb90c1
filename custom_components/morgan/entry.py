"""What a loaded entry has: one Morgan, and the link to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from homeassistant.config_entries import ConfigEntry

from .client import MorganClient
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
