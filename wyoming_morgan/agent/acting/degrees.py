"""Finds out whether a home measures in degrees Celsius or Fahrenheit."""

from __future__ import annotations

from wyoming_morgan.agent.guard.targets import Targets

CELSIUS = "celsius"
FAHRENHEIT = "fahrenheit"

HOTTEST_CELSIUS = 45
"""A home whose thermostats go higher measures in Fahrenheit: Celsius ones end at 35 by default."""

_UNITS = {"°C": CELSIUS, "°F": FAHRENHEIT}


def degrees_of(targets: Targets) -> str | None:
    """Return the unit of a home's temperatures; None if its states do not tell.

    Home Assistant shows every temperature in the unit of the home, and names it at sensors only.
    """
    units = (state.attributes.get("unit_of_measurement") for state in targets.states.values())
    named = next((_UNITS[unit] for unit in units if isinstance(unit, str) and unit in _UNITS), None)
    if named is not None:
        return named
    hottest = [
        highest
        for state in targets.states.values()
        if state.domain == "climate" and isinstance(highest := state.attributes.get("max_temp"), int | float)
    ]
    if not hottest:
        return None
    return FAHRENHEIT if max(hottest) > HOTTEST_CELSIUS else CELSIUS
