"""Matches BCP 47 tags: a requested one against those on offer."""

from __future__ import annotations

from collections.abc import Iterable

from wyoming_morgan.engines.contract.languages import primary


def match_language(requested: str, offered: Iterable[str]) -> str | None:
    """Return the offered tag that equals `requested`, else the first of the same language, else None."""
    tags = tuple(offered)
    exact = requested.replace("_", "-").casefold()
    for tag in tags:
        if tag.replace("_", "-").casefold() == exact:
            return tag
    return next((tag for tag in tags if primary(tag) == primary(requested)), None)
