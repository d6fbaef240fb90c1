"""Resolves BCP 47 tags to the languages that are available."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.errors import InvalidRequest

_ALIASES = {
    "in": "id",
    "iw": "he",
    "no": "nb",
    "nn": "nb",
    "zh": "zh-CN",
    "zh-hans": "zh-CN",
    "zh-hant": "zh-TW",
    "zh-mo": "zh-HK",
    "zh-sg": "zh-CN",
}
"""Tags whose language has another one: retired codes, and Chinese without a region."""

_LONGEST = 100
"""Characters of a tag; those of real languages have 35 at most: RFC 5646, 4.4.1."""


def resolve_language(tag: str, available: Sequence[str]) -> str:
    """Return the available language for a BCP 47 tag in any case, with `-` or `_`; subtags may be ignored.

    Raises:
        InvalidRequest: there is no such language; the hint lists those that are available.
    """
    by_tag = {language.casefold(): language for language in available}
    rest = tag.strip().replace("_", "-").casefold() if len(tag) <= _LONGEST else ""
    while rest:
        for candidate in (rest, _ALIASES.get(rest, "").casefold()):
            if candidate in by_tag:
                return by_tag[candidate]
        rest = rest.rpartition("-")[0]
    raise InvalidRequest(f"unknown language {tag[:40]!r}", hint=f"one of {', '.join(sorted(available))}")
