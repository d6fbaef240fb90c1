"""How the connection to the home stands, for people: in the banner, in `/ready` and in `morgan health`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wyoming_morgan.errors import ProtocolError
from wyoming_morgan.home.model import Home
from wyoming_morgan.home.socket import TokenRefused
from wyoming_morgan.settings import setting


class HomeState(StrEnum):
    """How far the connection to the home is."""

    CONNECTING = "connecting"
    """The first attempt has not ended."""
    CONNECTED = "connected"
    """Its names and states are live."""
    REFUSED = "refused"
    """It does not accept the token."""
    AWAY = "away"
    """It does not answer; Morgan tries again."""


@dataclass(frozen=True, slots=True)
class HomeStatus:
    """The state, what there is to say about it, and what to do. None of it has an address or a name."""

    state: HomeState
    detail: str
    hint: str = ""


def status_of(home: Home, *, connected: bool) -> HomeStatus:
    """Return the status of a home that has been connected."""
    if not connected:
        return HomeStatus(HomeState.AWAY, "away, tried again", "start Home Assistant")
    hint = "" if home.entities else "in Home Assistant: Settings > Voice assistants > Expose"
    things, areas = _count(len(home.entities), "thing"), _count(len(home.areas), "area")
    return HomeStatus(HomeState.CONNECTED, f"{things} in {areas}", hint)


def status_after(trouble: Exception) -> HomeStatus:
    """Return the status after an attempt to connect has failed, or a connection has broken."""
    if isinstance(trouble, TokenRefused):
        return HomeStatus(HomeState.REFUSED, "refuses the token", trouble.hint)
    if isinstance(trouble, ProtocolError):
        return HomeStatus(HomeState.AWAY, f"tried again: {trouble.message}", trouble.hint)
    hint = f"start Home Assistant, or correct {setting('core.home_assistant.url')}"
    return HomeStatus(HomeState.AWAY, "away, tried again", hint)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else f'{noun}s'}"
