"""What Unicode's CLDR knows of a language: its numbers, units, currencies, months and dates, by Babel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale

_LONGEST_FRACTION = 12
_NUMBER = f"0.{'#' * _LONGEST_FRACTION}"
"""Every digit, and no mark between thousands, which not every voice reads."""
_DOLLAR = re.compile(r"d[oó]l+[aá]\w*", re.IGNORECASE)


class Cldr:
    """One language. Babel is loaded when it is first asked for something."""

    def __init__(self, tag: str) -> None:
        self._tag = tag

    @cached_property
    def locale(self) -> Locale | None:
        """The locale of the tag, else of its primary language; None if CLDR has neither."""
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - not before something needs it

        parts = self._tag.replace("_", "-").split("-")
        region = next((part for part in parts[1:] if len(part) == 2), None)  # noqa: PLR2004 - as regions are
        for name in ((f"{parts[0]}_{region.upper()}",) if region else ()) + (parts[0],):
            try:
                return Locale.parse(name)
            except (UnknownLocaleError, ValueError):
                continue
        return None

    @cached_property
    def decimal_mark(self) -> str:
        """What stands before the decimals: a full stop, a comma."""
        if self.locale is None:
            return "."
        mark: str = self.locale.number_symbols.get("latn", {}).get("decimal", ".")
        return mark

    @cached_property
    def day_first(self) -> bool:
        """Whether a short date begins with the day."""
        pattern = str(self.locale.date_formats["short"].pattern) if self.locale else "d"
        return pattern.find("d") < pattern.find("M")

    @cached_property
    def dotted_dates(self) -> bool:
        """Whether dates are written with full stops: 28.11.2026."""
        return self.locale is not None and "d.M" in str(self.locale.date_formats["short"].pattern).replace(
            "dd.MM", "d.M"
        )

    def units(self, amount: Decimal, unit: str, per: str | None = None) -> str | None:
        """Return an amount with a unit's name, such as `temperature-celsius`; None if it has none here."""
        from babel.units import format_compound_unit, format_unit  # noqa: PLC0415 - as above

        if self.locale is None:
            return None
        if per is None:
            return str(format_unit(amount, unit, "long", format=_NUMBER, locale=self.locale))
        said = format_compound_unit(
            amount,
            unit.partition("-")[2],
            denominator_unit=per.partition("-")[2],
            length="long",
            format=_NUMBER,
            locale=self.locale,
        )
        return str(said) if said else None

    def currency(self, code: str, amount: Decimal) -> str | None:
        """Return what so much of a currency is called."""
        from babel.numbers import get_currency_name  # noqa: PLC0415 - as above

        if self.locale is None:
            return None
        return str(get_currency_name(code, amount, self.locale))

    def dollars(self, amount: Decimal) -> str | None:
        """Return what dollars are called, of whatever country."""
        name = self.currency("USD", amount)
        match = _DOLLAR.search(name or "")
        return match[0] if match else name

    def date(self, date: dt.date, *, year: bool = True) -> str | None:
        """Return a date as it is written out."""
        from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - as above

        if self.locale is None:
            return None
        if year:
            return str(format_date(date, "long", self.locale))
        return str(format_skeleton("MMMMd", date, locale=self.locale))

    @cached_property
    def short_months(self) -> Mapping[str, str]:
        """The months by their short names, those in lower case and without a full stop."""
        return _by_short_name(self.locale.months) if self.locale else {}

    @cached_property
    def short_days(self) -> Mapping[str, str]:
        """The days of the week likewise."""
        return _by_short_name(self.locale.days) if self.locale else {}


def _by_short_name(names: Any) -> Mapping[str, str]:
    wide = names["format"]["wide"]
    return {
        name.removesuffix(".").casefold(): wide[number]
        for context in ("stand-alone", "format")
        for number, name in names[context]["abbreviated"].items()
        if name != wide[number]
    }
