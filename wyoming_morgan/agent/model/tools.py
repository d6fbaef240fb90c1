"""The tools for a language model: intents, and the agent's own tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wyoming_morgan.agent.acting.memory_calls import FORGET, REMEMBER
from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.home.contract import OfferedTool

GET_STATE = "get_state"
RECALL = "recall"
OWN = frozenset({GET_STATE, REMEMBER, RECALL, FORGET})
"""Tools that the agent runs itself."""

_TEXT = {"type": "string"}
_PERCENT = {"type": "integer", "minimum": 0, "maximum": 100}
_WHERE = {"name": _TEXT, "area": _TEXT, "floor": _TEXT}
_WHAT = {
    **_WHERE,
    "domain": {"type": "array", "items": _TEXT},
    "device_class": {"type": "array", "items": _TEXT},
}
_TIME = {"hours": {"type": "integer"}, "minutes": {"type": "integer"}, "seconds": {"type": "integer"}}
_TIMER = {
    "name": _TEXT,
    "area": _TEXT,
    "start_hours": {"type": "integer"},
    "start_minutes": {"type": "integer"},
    "start_seconds": {"type": "integer"},
}
_ITEM = {"name": _TEXT, "item": _TEXT}

_INTENTS: tuple[tuple[str, str, Mapping[str, Any], tuple[str, ...]], ...] = (
    ("HassTurnOn", "Turn on or open a thing, lock a lock, run a script, activate a scene.", _WHAT, ()),
    ("HassTurnOff", "Turn off or close a thing, unlock a lock.", _WHAT, ()),
    (
        "HassLightSet",
        "Set a light's brightness in percent, color by its English name, or temperature in kelvin.",
        {**_WHERE, "brightness": _PERCENT, "color": _TEXT, "temperature": {"type": "integer"}},
        (),
    ),
    (
        "HassSetPosition",
        "Set how far a cover or a valve is open, in percent.",
        {**_WHAT, "position": _PERCENT},
        ("position",),
    ),
    ("HassFanSetSpeed", "Set a fan's speed in percent.", {**_WHERE, "percentage": _PERCENT}, ("percentage",)),
    (
        "HassClimateSetTemperature",
        "Set the target temperature, in the home's unit.",
        {**_WHERE, "temperature": {"type": "number"}},
        ("temperature",),
    ),
    ("HassMediaPause", "Pause playback.", _WHERE, ()),
    ("HassMediaUnpause", "Resume playback.", _WHERE, ()),
    ("HassMediaNext", "Skip to the next track.", _WHERE, ()),
    ("HassMediaPrevious", "Go back to the previous track.", _WHERE, ()),
    ("HassMediaPlayerMute", "Mute a media player.", _WHERE, ()),
    ("HassMediaPlayerUnmute", "Unmute a media player.", _WHERE, ()),
    ("HassSetVolume", "Set the volume in percent.", {**_WHERE, "volume_level": _PERCENT}, ("volume_level",)),
    (
        "HassSetVolumeRelative",
        "Turn the volume up or down.",
        {**_WHERE, "volume_step": {"type": "string", "enum": ["up", "down"]}},
        ("volume_step",),
    ),
    (
        "HassMediaSearchAndPlay",
        "Search for music or a film and play it.",
        {
            "name": _TEXT,
            "area": _TEXT,
            "search_query": _TEXT,
            "media_class": {
                "type": "string",
                "enum": ["artist", "album", "track", "playlist", "movie", "tv_show"],
            },
        },
        ("search_query",),
    ),
    ("HassListAddItem", "Add an item to the list of that name.", _ITEM, ("name", "item")),
    ("HassListCompleteItem", "Check off an item of a list.", _ITEM, ("name", "item")),
    ("HassListRemoveItem", "Remove an item from a list.", _ITEM, ("name", "item")),
    ("HassShoppingListAddItem", "Add an item to the shopping list.", {"item": _TEXT}, ("item",)),
    ("HassStartTimer", "Start a timer.", {"name": _TEXT, **_TIME}, ()),
    ("HassCancelTimer", "Cancel a timer.", _TIMER, ()),
    ("HassCancelAllTimers", "Cancel all timers.", {"area": _TEXT}, ()),
    ("HassIncreaseTimer", "Add time to a timer.", {**_TIMER, **_TIME}, ()),
    ("HassDecreaseTimer", "Take time from a timer.", {**_TIMER, **_TIME}, ()),
    ("HassPauseTimer", "Pause a timer.", _TIMER, ()),
    ("HassUnpauseTimer", "Resume a paused timer.", _TIMER, ()),
    ("HassVacuumStart", "Start a vacuum cleaner.", {"name": _TEXT, "floor": _TEXT}, ()),
    ("HassVacuumReturnToBase", "Send a vacuum cleaner back to its base.", {"name": _TEXT}, ()),
    ("HassLawnMowerStartMowing", "Start a lawn mower.", {"name": _TEXT}, ()),
    ("HassLawnMowerDock", "Send a lawn mower back to its dock.", {"name": _TEXT}, ()),
    ("HassBroadcast", "Announce a message in the whole house.", {"message": _TEXT}, ("message",)),
)


INTENT_NAMES = frozenset(intent[0] for intent in _INTENTS)
"""Tools that are intents: for the home that is linked, else for the client."""


def _tool(name: str, description: str, properties: Mapping[str, Any], required: tuple[str, ...] = ()) -> Tool:
    parameters: dict[str, Any] = {"type": "object", "properties": dict(properties)}
    if required:
        parameters["required"] = list(required)
    return Tool(name, description, parameters)


def intent_tools() -> tuple[OfferedTool, ...]:
    """Return the intents as tools, for a home without tools of its own; always in this order."""
    return tuple(OfferedTool(_tool(*intent), home=True) for intent in _INTENTS)


def state_tool() -> OfferedTool:
    """Return the tool that looks up states in a connected home."""
    tool = _tool(
        GET_STATE,
        "Look up the live state of things by name, area or domain. Always use it before you report a state.",
        {"name": _TEXT, "area": _TEXT, "domain": _TEXT},
    )
    return OfferedTool(tool, home=True, looks=True)


def memory_tools() -> tuple[OfferedTool, ...]:
    """Return the tools that remember, recall and forget facts."""
    remember = _tool(REMEMBER, "Remember a fact, only when asked to.", {"content": _TEXT}, ("content",))
    recall = _tool(RECALL, "Look up remembered facts about something.", {"query": _TEXT}, ("query",))
    forget = _tool(FORGET, "Forget a remembered fact, only when asked to.", {"query": _TEXT}, ("query",))
    return (
        OfferedTool(remember, home=True),
        OfferedTool(recall, home=True, looks=True),
        OfferedTool(forget, home=True),
    )
