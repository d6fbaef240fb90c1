"""Finds the language on offer that is nearest to a requested one, by script and region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from wyoming_morgan.languages.cldr import LIKELY, PARENTS, REGIONS
from wyoming_morgan.languages.tags import Tag, entries, read_tag

_KEPT = 8192
_CANTONESE_REGIONS = frozenset({"HK", "MO"})
"""Where what is written as Chinese is spoken as Cantonese."""
_NORWEGIAN = {"nb": "no", "nn": "no"}
_AMERICAN = "AS CA GU MH MP PH PR UM VI".split()
"""Whose English is nearer to that of the United States: CLDR's `enUS`, in languageInfo.xml."""

_OTHER_SCRIPT, _SAID_SCRIPT = 4.0, 8.0
_SIBLING, _ITS_DEPTH, _DIALECT, _NEAR = 0.5, 0.1, 1.2, 0.001
"""What it costs if a tag on offer is not what was asked for: its script by default, its script in words, a
region beside the requested one, each one further down, a dialect, and what is nearly the same."""


def match_language(requested: str, offered: Iterable[str]) -> str | None:
    """Return the offered tag that is nearest to a requested language, however that is written; else None.

    The tag that is the same goes first; among equals the first. Another language never fits.
    """
    tags = tuple(offered)
    for same in (_folded(requested), _folded(str(read_tag(requested)))):
        for tag in tags:
            if _folded(tag) == same:
                return tag
    return next(iter(nearest(requested, tags)), None)


def nearest(requested: str, offered: Sequence[str]) -> list[str]:
    """Return the offered tags that fit a requested language best: all that do so equally."""
    asked = read_tag(requested)
    if asked is None:
        return []
    for meant in _meanings(asked):
        costs = {tag: _cost(meant, own) for tag in offered if (own := _own(tag)) is not None}
        fitting = {tag: cost for tag, cost in costs.items() if cost is not None}
        if fitting:
            least = min(fitting.values())
            best = [tag for tag, cost in fitting.items() if cost < least + _ITS_DEPTH / 4]
            return sorted(best, key=fitting.__getitem__)
    return []


def _folded(tag: str) -> str:
    return tag.strip().replace("_", "-").casefold()


def _meanings(asked: Tag) -> Iterator[Tag]:
    """Yield what may be meant, what is likelier first: the Chinese of Hong Kong is spoken as Cantonese."""
    spoken = _spoken(asked)
    yield spoken
    if spoken != asked:
        yield asked


def _spoken(tag: Tag) -> Tag:
    if tag.language == "zh" and tag.region in _CANTONESE_REGIONS:
        return Tag("yue", tag.script, tag.region, tag.more)
    return tag


@lru_cache(maxsize=_KEPT)
def _own(text: str) -> Tag | None:
    """Return what a tag on offer means."""
    tag = read_tag(text)
    return None if tag is None else _spoken(tag)


@lru_cache(maxsize=_KEPT)
def _cost(asked: Tag, own: Tag) -> float | None:
    """Return how far a language on offer is from the requested one; None if it is another language."""
    if _NORWEGIAN.get(asked.language, asked.language) != _NORWEGIAN.get(own.language, own.language):
        return None
    script = 0.0
    if _script(asked) != _script(own):
        script = _SAID_SCRIPT if own.script else _OTHER_SCRIPT
    upwards = _ancestors(asked, asked.region or _likely_of(asked)[1])
    theirs = _ancestors(own, own.region)
    depth, region = next((at, place) for at, place in enumerate(upwards) if place in theirs)
    below = theirs.index(region)
    beside = _SIBLING + _ITS_DEPTH * below if below else 0.0
    if below and own.region == _likely_of(Tag(own.language))[1]:
        beside = _SIBLING
    dialect = _DIALECT if own.more and own.more != asked.more else 0.0
    near = _NEAR * ((own.language != asked.language) + (own.region != asked.region))
    return script + depth + beside + dialect + near


def _script(tag: Tag) -> str:
    return tag.script or _likely_of(tag)[0]


def _likely_of(tag: Tag) -> tuple[str, str]:
    """Return the script and the region of a tag that says less."""
    likely = _likely()
    for name in (f"{tag.language}_{tag.region}", f"{tag.language}_{tag.script}", tag.language):
        if (usual := likely.get(name)) is not None:
            script, region = usual.split(" ")
            return tag.script or script, tag.region or region
    return tag.script, tag.region


def _ancestors(tag: Tag, region: str) -> list[str]:
    """Return a region of a language and those whose words it shares, up to the language, which is empty."""
    if tag.language == "en" and region in _AMERICAN:
        return [region, "US", ""]
    parents, chain = _parents(), []
    while region:
        chain.append(region)
        of_script = f"{tag.language}_{_script(tag)}_{region}"
        parent = parents.get(f"{tag.language}_{region}") or parents.get(of_script, "")
        region = parent.rpartition("_")[2] if "_" in parent else ""
    return [*chain, ""]


def regional_tags(tag: str) -> list[str]:
    """Return the usual tags of a tag's language: without a country, and with each that has a locale of it."""
    own = _own(tag)
    if own is None:
        return []
    language = Tag(own.language)
    countries = _regions().get(own.language, "").split() or [_likely_of(language)[1]]
    tags = [f"{language}-{country}" for country in countries if country.isalpha()]
    if own.language == "yue":
        tags += [f"zh-{region}" for region in sorted(_CANTONESE_REGIONS)]
    return [str(language), *tags]


@cache
def _likely() -> Mapping[str, str]:
    return dict(entries(LIKELY))


@cache
def _parents() -> Mapping[str, str]:
    return {tag: parent for parent, tags in entries(PARENTS) for tag in tags.split()}


@cache
def _regions() -> Mapping[str, str]:
    return dict(entries(REGIONS))
