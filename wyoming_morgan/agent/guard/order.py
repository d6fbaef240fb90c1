"""Something to be done: an intent or a tool call, as the guard sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.agent.grammar.inquiries import LOOKED_UP, READING
from wyoming_morgan.agent.guard.targets import EVERYTHING

NEEDS_TARGET = frozenset(
    {
        "HassClimateSetFanMode",
        "HassClimateSetTemperature",
        "HassCloseCover",
        "HassFanSetSpeed",
        "HassLightSet",
        "HassOpenCover",
        "HassSetPosition",
        "HassSetVolume",
        "HassSetVolumeRelative",
        "HassToggle",
        "HassTurnOff",
        "HassTurnOn",
    }
)
"""Intents that reach everything of a kind if they have no target."""

FREE_NAMES = re.compile(
    r"Hass(?:(?:Start|Cancel|Increase|Decrease|Pause|Unpause)Timer|CancelAllTimers|TimerStatus|"
    r"Broadcast|MediaSearchAndPlay|(?:List|ShoppingList)(?:Add|Complete|Remove)Item|ShoppingListLastItems)$"
)
"""Intents whose `name` may be anything, such as a timer's or a song's."""

LOOKS = frozenset(
    {
        "GetDateTime",
        "GetLiveContext",
        "HassClimateGetTemperature",
        "HassGetCurrentDate",
        "HassGetCurrentTime",
        "HassGetState",
        "HassGetWeather",
        "HassTimerStatus",
        "calendar__get_events",
        "calendar_get_events",
        "todo__get_items",
        "todo_get_items",
        READING,
    }
)
"""Intents and tools of Home Assistant that change nothing."""

_SCRIPT = "script"
_BEFORE = "__"

_DOMAINS: dict[str, tuple[str, ...]] = {
    "HassClimateSetFanMode": ("climate",),
    "HassClimateSetTemperature": ("climate",),
    "HassCloseCover": ("cover",),
    "HassFanSetSpeed": ("fan",),
    "HassLawnMowerDock": ("lawn_mower",),
    "HassLawnMowerStartMowing": ("lawn_mower",),
    "HassLightSet": ("light",),
    "HassMediaNext": ("media_player",),
    "HassMediaPause": ("media_player",),
    "HassMediaPlayerMute": ("media_player",),
    "HassMediaPlayerUnmute": ("media_player",),
    "HassMediaPrevious": ("media_player",),
    "HassMediaUnpause": ("media_player",),
    "HassOpenCover": ("cover",),
    "HassSetPosition": ("cover", "valve"),
    "HassSetVolume": ("media_player",),
    "HassSetVolumeRelative": ("media_player",),
    "HassVacuumReturnToBase": ("vacuum",),
    "HassVacuumStart": ("vacuum",),
}
"""The domains that intents act on if they do not specify one."""

_PLACES = ("name", "area", "floor")


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be done: the name of an intent or a tool, and its slots or arguments."""

    name: str
    slots: Mapping[str, Any]
    looks: bool | None = None
    """Whether it only looks something up, if that is known of the tool."""
    foreign: bool = False
    """Whether it is a tool of a server that is not the home's own."""
    destructive: bool = False
    """Whether its server says that it may destroy something. Of an intent it is known what it does."""

    @property
    def intent(self) -> str:
        """The intent's name, without the domain that Home Assistant may put before it."""
        return self.name if self.foreign else self.name.rpartition(_BEFORE)[2]

    @property
    def script(self) -> str:
        """The id of the script that a tool of the home runs if there is one of this name."""
        return f"{_SCRIPT}.{self.intent}"

    @property
    def is_intent(self) -> bool:
        """Whether the home handles it as an intent, and not as a script or another tool."""
        return not self.foreign and self.intent.startswith("Hass")

    @property
    def is_known_intent(self) -> bool:
        """Whether it is an intent of Home Assistant itself, whose slots are known."""
        return self.is_intent and (
            self.intent in NEEDS_TARGET or self.intent in _DOMAINS or bool(FREE_NAMES.search(self.intent))
        )

    @property
    def reaching(self) -> Mapping[str, Any]:
        """The slots, with the domain that the intent acts on if none is specified."""
        domains = _DOMAINS.get(self.intent)
        return {**self.slots, "domain": domains} if domains and not self.slots.get("domain") else self.slots

    @property
    def named(self) -> bool:
        """Whether it specifies a thing, an area or a floor."""
        return any(
            isinstance(value := self.slots.get(slot), str)
            and value.strip()
            and (slot != "name" or value.strip().casefold() != EVERYTHING)
            for slot in _PLACES
        )

    @property
    def targets(self) -> bool:
        """Whether it acts on things of the home that its slots specify."""
        if not self.is_intent or FREE_NAMES.search(self.intent):
            return False
        slots = (*_PLACES, "domain", "device_class")
        return self.intent in NEEDS_TARGET or any(self.slots.get(slot) for slot in slots)

    @property
    def acts(self) -> bool:
        """Whether it changes anything, which is assumed unless it is known only to look."""
        if self.looks is not None:
            return not self.looks
        if self.foreign or self.name.startswith(f"{_SCRIPT}{_BEFORE}"):
            return True
        return self.name not in LOOKS | LOOKED_UP and self.intent not in LOOKS
