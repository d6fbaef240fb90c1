"""Numbers as they are written, and as a voice reads them."""

from __future__ import annotations

import re
from decimal import Decimal

_GROUP_MARK = r"[.,'\u2019\u00a0\u202f\u2009]"
_DECIMALS = r"(?:[.,]\d{1,12})?(?!\d)"
NUMBER = rf"\d{{1,15}}(?:{_GROUP_MARK}\d{{3}}){{1,5}}{_DECIMALS}|\d{{1,15}}{_DECIMALS}"
"""A number without its sign; the marks within it are those of any language."""
WRITTEN = re.compile(rf"(?<![\w.,])(?:{NUMBER})(?![.,]?\d)")
_MARKS = re.compile(_GROUP_MARK)
_GROUP = 3


def value(written: str, decimal_mark: str) -> Decimal:
    """Return what a number is worth, if its decimals are marked as in a language unless it cannot be so."""
    return Decimal(plain(written, decimal_mark).replace(",", "."))


def plain(written: str, decimal_mark: str) -> str:
    """Return a number with the language's decimal mark, and nothing between its thousands.

    A single mark with three digits behind it is the language's own: 1.234 is a thousand in German.
    """
    marks = [match[0] for match in _MARKS.finditer(written)]
    if not marks:
        return written
    whole, last, rest = written.rpartition(marks[-1])
    is_decimal = last in ".," and (
        (marks.count(last) == 1 and len(marks) > 1)
        or (len(marks) == 1 and (last == decimal_mark or len(rest) != _GROUP))
    )
    digits = _MARKS.sub("", whole)
    return f"{digits}{decimal_mark}{rest}" if is_decimal else digits + rest


def spelled(written: str, decimal_mark: str) -> str:
    """Return a number as a voice of the language reads it: its own way to write it stays."""
    own_group = "," if decimal_mark == "." else "."
    groups = written.partition(decimal_mark)[0].split(own_group)
    if (
        len(groups) > 1
        and all(len(group) == _GROUP for group in groups[1:])
        and written.count(decimal_mark) <= 1
    ):
        return written
    return plain(written, decimal_mark)
