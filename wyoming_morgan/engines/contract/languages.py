"""BCP 47 tags, and what models write in their place."""

from __future__ import annotations


def primary(tag: str) -> str:
    """Return the language without region and script: `en` of `en-GB`, `EN` and `en_GB`."""
    return tag.replace("_", "-").partition("-")[0].casefold()
