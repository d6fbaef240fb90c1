"""Finds the language that a tag asks for among those that exist."""

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
"""Tags that mean a language of another name: retired codes, and Chinese without a region."""


def resolve_language(tag: str, available: Sequence[str]) -> str:
    """Return the language for a BCP 47 tag, in any case and with `-` or `_`: the same, else its primary one.

    Raises:
        InvalidRequest: there is none; the hint names those that exist.
    """
    by_tag = {language.casefold(): language for language in available}
    wanted = tag.strip().replace("_", "-").casefold()
    while wanted:
        for candidate in (wanted, _ALIASES.get(wanted, "").casefold()):
            if candidate in by_tag:
                return by_tag[candidate]
        wanted = wanted.rpartition("-")[0]
    raise InvalidRequest(
        f"The language {tag[:40]!r} is not known.", hint=f"one of {', '.join(sorted(available))}"
    )
