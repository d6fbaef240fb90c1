"""The names of tools, as models write them."""

from __future__ import annotations

import re
from collections.abc import Collection

_LONGEST = 200
_TOKENS = re.compile(r"<[^<>]*+>")
_WORDS = re.compile(r"[\w-]+")
_NUMBER = re.compile(r"(?<=[^\W\d_])[_-]*+\d++$")


def known_name(name: str, names: Collection[str]) -> str | None:
    """Return the tool that a name means, whatever stands around it; None if none or more than one is meant.

    Models write `functions.NAME`, `NAME()`, or `NAME<|channel|>commentary`.
    """
    if name in names:
        return name
    if len(name) > _LONGEST:
        return None
    plain = _TOKENS.sub(" ", name)
    by_name = _unique((other.casefold(), other) for other in names)
    for texts in ([plain.strip()], _WORDS.findall(plain)):
        meant = {
            by_name[word]
            for text in texts
            for word in (text.casefold(), _NUMBER.sub("", text.casefold()))
            if word in by_name
        }
        if meant:
            return meant.pop() if len(meant) == 1 else None
    words = [word.casefold() for word in _WORDS.findall(plain)]
    inside = {other for other in names if any(_holds(word, other.casefold()) for word in words)}
    longest = {other for other in inside if not any(other != more and other in more for more in inside)}
    if len(longest) == 1:
        return longest.pop()
    bases = _unique((other.rpartition("__")[2].casefold(), other) for other in names)
    meant = {bases[word] for word in words if word in bases}
    return meant.pop() if len(meant) == 1 else None


def _unique(pairs: object) -> dict[str, str]:
    """Return the names by what they are written as, without what several are written as."""
    named: dict[str, str] = {}
    several: set[str] = set()
    for written, name in pairs:  # type: ignore[attr-defined]
        if written in named:
            several.add(written)
        named[written] = name
    return {written: name for written, name in named.items() if written and written not in several}


def _holds(word: str, name: str) -> bool:
    """Whether a word is a name with something before or behind it, apart."""
    if not word or word == name:
        return word == name
    start = word.find(name)
    if start < 0:
        return False
    end = start + len(name)
    return (not start or not word[start - 1].isalnum()) and (end == len(word) or not word[end].isalnum())
