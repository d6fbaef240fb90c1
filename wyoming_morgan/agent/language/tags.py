"""Resolves languages, however they are written, to those that are available."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.languages.matching import match_language


def resolve_language(tag: str, available: Sequence[str]) -> str:
    """Return the available language for a tag or a name; subtags may be ignored.

    Raises:
        InvalidRequest: there is no such language; the hint lists those that are available.
    """
    language = match_language(tag, available)
    if language is None:
        raise InvalidRequest(f"unknown language {tag[:40]!r}", hint=f"one of {', '.join(sorted(available))}")
    return language
