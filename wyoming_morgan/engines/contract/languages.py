"""Language tags: BCP 47, and the spellings that models use in their place."""

from __future__ import annotations


def primary(tag: str) -> str:
    """Return the language subtag in lower case: `en` for `en-GB`, `EN` and `en_GB`."""
    return tag.replace("_", "-").partition("-")[0].casefold()
