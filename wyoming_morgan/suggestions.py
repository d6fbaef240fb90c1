"""Hints for a name that does not exist: the names that resemble it, and those that exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

THERE_ARE = "there are: "
"""What a hint has before the names that exist."""
_MOST_LISTED = 10
_LONGEST = 300
"""Characters; a longer name resembles none. Comparing takes time in proportion to both lengths."""


def closest(name: str, names: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """Return the names that resemble `name`, the most similar first; upper and lower case are equal.

    `cutoff` is the least similarity, 0…1.
    """
    if len(name) > _LONGEST:
        return []
    spellings = {candidate.casefold(): candidate for candidate in names}
    matches = difflib.get_close_matches(name.casefold(), spellings, n=most, cutoff=cutoff)
    return [spellings[match] for match in matches]


def did_you_mean(name: str, names: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> str:
    """Return `did you mean b or c?`; empty if no name resembles `name`."""
    matches = closest(name, names, most=most, cutoff=cutoff)
    return f"did you mean {' or '.join(matches)}?" if matches else ""


def there_are(names: Iterable[str], *, most: int = _MOST_LISTED) -> str:
    """Return `there are: a, b, c`, with an ellipsis in place of the names after the first `most`."""
    listed = list(names)
    shown = listed[:most] + (["…"] if len(listed) > most else [])
    return f"{THERE_ARE}{', '.join(shown) or 'none'}"


def suggestion(name: str, names: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> str:
    """Return the whole hint: `did you mean b? there are: a, b, c`.

    `most` and `cutoff` limit the names after `did you mean`, as for `closest`.
    """
    listed = list(names)
    return f"{did_you_mean(name, listed, most=most, cutoff=cutoff)} {there_are(listed)}".lstrip()
