"""Values by which clients say that something is not set."""

from __future__ import annotations

_BLANK_WORDS = frozenset({"null", "none", "undefined", "nil"})
"""What becomes text when a client writes its own empty value into a form, a query or a template."""
_AUTOMATIC_WORDS = frozenset({"auto", "automatic", "autodetect", "detect", "default", "any", "*"})
"""What leaves a choice to the server."""


def is_blank(text: str) -> bool:
    """Whether a text is empty, or only blanks."""
    return not text or text.isspace()


def is_unset(text: str) -> bool:
    """Whether a text says that there is no value: it is blank, or an empty value as text."""
    return is_blank(text) or text.strip().casefold() in _BLANK_WORDS


def is_automatic(text: str) -> bool:
    """Whether a text leaves a choice to the server: there is no value, or it is `auto` or `default`."""
    return is_unset(text) or text.strip().casefold() in _AUTOMATIC_WORDS
