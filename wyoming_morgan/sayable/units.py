"""Units: which of CLDR's a sign stands for, and what an amount of one is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from wyoming_morgan.sayable.cldr import Cldr

_NAMED: Mapping[str, str] = {
    "°C ℃ ºC": "temperature-celsius",
    "°F ℉ ºF": "temperature-fahrenheit",
    "K": "temperature-kelvin",
    "°": "angle-degree",
    "‰": "concentr-permille",
    "ppm": "concentr-part-per-1e6",
    "ppb": "concentr-part-per-1e9",
    "km/h kmh kph": "speed-kilometer-per-hour",
    "m/s": "speed-meter-per-second",
    "mph mi/h": "speed-mile-per-hour",
    "kn": "speed-knot",
    "mW": "power-milliwatt",
    "W": "power-watt",
    "kW": "power-kilowatt",
    "MW": "power-megawatt",
    "GW": "power-gigawatt",
    "kWh": "energy-kilowatt-hour",
    "J": "energy-joule",
    "kJ": "energy-kilojoule",
    "cal": "energy-calorie",
    "kcal": "energy-kilocalorie",
    "V": "electric-volt",
    "A": "electric-ampere",
    "mA": "electric-milliampere",
    "Ω Ω": "electric-ohm",
    "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz",
    "MHz": "frequency-megahertz",
    "GHz": "frequency-gigahertz",
    "Pa": "pressure-pascal",
    "hPa": "pressure-hectopascal",
    "kPa": "pressure-kilopascal",
    "MPa": "pressure-megapascal",
    "mbar": "pressure-millibar",
    "bar": "pressure-bar",
    "psi": "pressure-pound-force-per-square-inch",
    "mmHg": "pressure-millimeter-ofhg",
    "inHg": "pressure-inch-ofhg",
    "lm": "light-lumen",
    "lx lux": "light-lux",
    "cd": "light-candela",
    "kB KB": "digital-kilobyte",
    "MB": "digital-megabyte",
    "GB": "digital-gigabyte",
    "TB": "digital-terabyte",
    "PB": "digital-petabyte",
    "bit": "digital-bit",
    "kbit Kbit": "digital-kilobit",
    "Mbit": "digital-megabit",
    "Gbit": "digital-gigabit",
    "ns": "duration-nanosecond",
    "µs μs": "duration-microsecond",
    "ms": "duration-millisecond",
    "s sec": "duration-second",
    "min": "duration-minute",
    "h hr hrs": "duration-hour",
    "µg μg": "mass-microgram",
    "mg": "mass-milligram",
    "g": "mass-gram",
    "kg": "mass-kilogram",
    "t": "mass-tonne",
    "lb lbs": "mass-pound",
    "oz": "mass-ounce",
    "µm μm": "length-micrometer",
    "mm": "length-millimeter",
    "cm": "length-centimeter",
    "dm": "length-decimeter",
    "m": "length-meter",
    "km": "length-kilometer",
    "in": "length-inch",
    "ft": "length-foot",
    "yd": "length-yard",
    "mi": "length-mile",
    "cm² cm2": "area-square-centimeter",
    "m² m2 sqm": "area-square-meter",
    "km² km2": "area-square-kilometer",
    "ft² ft2 sqft": "area-square-foot",
    "ha": "area-hectare",
    "cm³ cm3": "volume-cubic-centimeter",
    "m³ m3": "volume-cubic-meter",
    "ft³ ft3": "volume-cubic-foot",
    "ml mL": "volume-milliliter",
    "cl cL": "volume-centiliter",
    "dl dL": "volume-deciliter",
    "l L \u2113": "volume-liter",
    "hl hL": "volume-hectoliter",
    "gal": "volume-gallon",
    "Std.": "duration-hour",
    "Min.": "duration-minute",
    "Sek.": "duration-second",
    "godz.": "duration-hour",
}
UNITS: Mapping[str, str] = {sign: name for signs, name in _NAMED.items() for sign in signs.split()}
"""The names that CLDR has for units, by their signs."""

_CELSIUS = re.compile(r"\sCelsi?[uj]sz?[au]?s?\Z")
"""What a temperature has beyond plain degrees."""
_AMOUNT = re.compile(r"\d[\d.,]*")
_KILO = re.compile(r"(k[iy]lo|chilo|quilo)(\w)", re.IGNORECASE)
_WATT_HOURS: Mapping[str, str] = {"Wh": "", "MWh": "mega", "GWh": "giga", "mWh": "milli"}
"""Units that CLDR lacks, by what stands in them in place of the kilo of kilowatt-hours."""
_WORDS: Mapping[str, frozenset[str]] = {
    "in": frozenset({"de", "it", "nl", "es", "pt", "fr", "pl", "sv"}),
    "mi": frozenset({"it", "es", "pl"}),
    "ha": frozenset({"it", "es", "sv", "pt"}),
    "bar": frozenset({"en"}),
    "hl": frozenset(),
}
"""Units that are words in these languages, too."""
_GLUED = frozenset({"s", "in", "t", "K"})
"""Units that need a space before them: the 80s, 5K."""

SIGN = "|".join(sorted(map(re.escape, (*UNITS, *_WATT_HOURS, "dB", "dBA", "dBm")), key=len, reverse=True))
"""The signs of units, the longest first."""


class Units:
    """The units of one language."""

    def __init__(self, cldr: Cldr, language: str, decibels: str | None) -> None:
        self._cldr = cldr
        self._language = language
        self._decibels = decibels

    def is_unit(self, sign: str, space: str, following: str) -> bool:
        """Return whether a sign behind a number is a unit here, by the space before and the text after it."""
        if not space and sign in _GLUED:
            return False
        if self._language in _WORDS.get(sign, ()):
            return False
        following = following.lstrip(" ")
        if sign == "min" and self._language == "nl":
            return not following[:1].isdigit()  # "5 min 3" is a subtraction
        return sign != "in" or not following[:1].isalnum() or following == "x"

    def say(self, amount: Decimal, sign: str, per: str | None) -> str | None:
        """Return an amount with its unit in words; None if this language has none for it."""
        if sign.startswith("dB"):
            return f"{_digits(amount, self._cldr)} {self._decibels}" if self._decibels else None
        if sign == "°" and (said := self._cldr.units(amount, UNITS["°C"])) and _CELSIUS.search(said):
            return _CELSIUS.sub("", said)
        if sign in _WATT_HOURS:
            return self._watt_hours(amount, _WATT_HOURS[sign])
        return self._cldr.units(amount, UNITS[sign], UNITS[per] if per else None)

    def name(self, sign: str, per: str | None) -> str | None:
        """Return what a unit is called, of which several are meant."""
        several = Decimal(1000)
        said = self.say(several, sign, per)
        return without_amount(said) if said else None

    def _watt_hours(self, amount: Decimal, prefix: str) -> str | None:
        said = self._cldr.units(amount, UNITS["kWh"])
        if not said or not _KILO.search(said):
            return None
        return _KILO.sub(lambda match: _as_in(match[1], prefix, match[2]), said)


def without_amount(said: str) -> str:
    """Return the name alone of an amount of a unit."""
    return _AMOUNT.sub("", said).strip()


def _as_in(kilo: str, prefix: str, letter: str) -> str:
    """Return a prefix and the letter behind it, with a capital where the kilo had one."""
    new = prefix + letter
    return new.capitalize() if kilo[0].isupper() else new


def _digits(amount: Decimal, cldr: Cldr) -> str:
    return f"{amount:f}".replace(".", cldr.decimal_mark)
