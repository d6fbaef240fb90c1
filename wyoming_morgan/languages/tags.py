"""Reads a language however it is written: a tag in any case, a code of three letters, a name.

A tag is that of BCP 47: https://www.rfc-editor.org/rfc/rfc5646
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from wyoming_morgan.languages.cldr import ALIASES, LIKELY
from wyoming_morgan.languages.names import NAMES, TERRITORIES
from wyoming_morgan.unset import is_automatic

_LONGEST = 100
"""Characters of a tag or a name; tags of real languages have 35 at most: RFC 5646, 4.4.1."""
_KEPT = 8192

_TAG = re.compile(r"[A-Za-z]{2,4}(?:[-_][A-Za-z0-9]{1,8})*")
_QUALIFIED = re.compile(r"([^()]+)\(([^()]+)\)")
_UNDETERMINED = frozenset({"und", "mul", "mis", "zxx"})
"""ISO 639-2's codes for no language in particular."""

_OTHER_NAMES = {
    "brazilian": "pt_BR",
    "castilian": "es_ES",
    "farsi": "fa",
    "letzeburgesch": "lb",
    "mandarin": "zh",
    "mandarin chinese": "zh",
    "moldovan": "ro_MD",
    "myanmar": "my",
    "panjabi": "pa",
    "pushto": "ps",
    "sinhalese": "si",
    "valencian": "ca",
}
"""Names that CLDR does not have, and that recognizers use."""
_EXTENDED = {"cmn": "zh", "yue": "yue", "hakka": "hak", "hak": "hak", "nan": "nan", "wuu": "wuu"}
"""Languages that were written behind `zh`, as `zh-yue`."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A language; `more` is what follows its region, such as a dialect."""

    language: str
    script: str = ""
    region: str = ""
    more: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as BCP 47 writes it."""
        return "-".join(filter(None, (self.language, self.script, self.region, *self.more)))


def is_undetermined(text: str) -> bool:
    """Whether a text says that any language may be meant: it is blank, `auto`, `und` or the like."""
    return is_automatic(text) or _folded(text).split("-")[0] in _UNDETERMINED


@lru_cache(maxsize=_KEPT)
def read_tag(text: str) -> Tag | None:
    """Return the language that a text means; None if it is neither a tag nor a name of any.

    The language of a tag need not exist: an engine may have one of its own.
    """
    if len(text) > _LONGEST:
        return None
    # What follows in the names of POSIX locales is cut off: `de_DE.UTF-8`, `de_DE@euro`.
    plain = text.strip().partition(".")[0].partition("@")[0]
    tag = _parsed(plain) if _TAG.fullmatch(plain) else None
    if tag is not None and tag.language in _codes():
        return tag
    return _named(text.strip()) or tag


def is_language(text: str) -> bool:
    """Whether a text is the name or the tag of a language that exists, and of no dialect."""
    tag = read_tag(text)
    return (
        tag is not None
        and not tag.more
        and tag.language in _codes()
        and (not tag.region.isalpha() or tag.region in _countries())
    )


def _parsed(text: str) -> Tag:
    language, *subtags = _folded(text).split("-")
    if language == "zh" and subtags and subtags[0] in _EXTENDED:
        language = _EXTENDED[subtags.pop(0)]
    language, _, script = _aliases().get(language, language).partition("_")
    region = ""
    if subtags and subtags[0].title() in _scripts():
        script = subtags.pop(0).title()
    if subtags and re.fullmatch(r"[a-z]{2}|\d{3}", subtags[0]):
        region = subtags.pop(0).upper()
    return Tag(language, script, region, tuple(subtags))


def _named(text: str) -> Tag | None:
    names = _names()
    if code := names.get(_plain(text)):
        return _parsed(code)
    match = _QUALIFIED.fullmatch(text)
    if match is None:
        return None
    language, place = names.get(_plain(match[1])), _territories().get(_plain(match[2]))
    if language is None or place is None:
        return None
    return _parsed(f"{language.partition('_')[0]}_{place}")


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code, _ in (*entries(NAMES), *entries(LIKELY)))


@cache
def _scripts() -> frozenset[str]:
    likely = frozenset(script_and_region.split(" ")[0] for _, script_and_region in entries(LIKELY))
    return likely | {"Zyyy", "Qaaa"}


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for code, _ in entries(TERRITORIES))


@cache
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for code, called in entries(NAMES):
        names |= {_plain(name): code for name in called.split("|")}
    return names | {_plain(name): code for name, code in _OTHER_NAMES.items()}


@cache
def _territories() -> Mapping[str, str]:
    names = {_plain(name): code for code, name in entries(TERRITORIES)}
    return names | {code.casefold(): code for code, _ in entries(TERRITORIES)} | {"uk": "GB", "usa": "US"}


@cache
def _aliases() -> Mapping[str, str]:
    return dict(entries(ALIASES))


def entries(table: str) -> Iterator[tuple[str, str]]:
    """Yield the keys and values of one of CLDR's tables."""
    for entry in " ".join(table.split()).split("; "):
        key, _, value = entry.partition("=")
        yield key, value


def _folded(text: str) -> str:
    return text.strip().replace("_", "-").casefold()


def _plain(name: str) -> str:
    """Return a name without accents, in small letters."""
    letters = unicodedata.normalize("NFD", name.casefold())
    kept = (letter for letter in letters if unicodedata.category(letter) != "Mn")
    return " ".join("".join(kept).replace("-", " ").split())
