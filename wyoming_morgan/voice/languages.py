"""BCP 47 tags: which of those on offer is meant by one that was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from wyoming_morgan.engines.contract.languages import primary


def match_language(wanted: str, offered: Iterable[str]) -> str | None:
    """Return the offered tag that is `wanted`, else the first of the same language, else None."""
    tags = tuple(offered)
    exact = wanted.replace("_", "-").casefold()
    for tag in tags:
        if tag.replace("_", "-").casefold() == exact:
            return tag
    return next((tag for tag in tags if primary(tag) == primary(wanted)), None)
