"""The tags under which languages are listed for clients that compare them letter by letter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from wyoming_morgan.languages.matching import nearest, regional_tags

Groups = tuple[tuple[str, ...], ...]


def listed_tags(languages: Sequence[str]) -> list[str]:
    """Return tags, and then those of every usual country, all of them written with `-` and with `_`."""
    groups = listed_groups(tuple((tag,) for tag in languages))
    return list(dict.fromkeys([*languages, *(tag for group in groups for tag in group)]))


@lru_cache(maxsize=8)
def listed_groups(groups: Groups) -> Groups:
    """Return the tags of several voices likewise; the tag of a country goes to the voices that fit it best.

    A voice is known by its first tag.
    """
    first = tuple(dict.fromkeys(group[0] for group in groups if group))
    countries: dict[str, list[str]] = {tag: [] for tag in first}
    for regional in dict.fromkeys(regional for tag in first for regional in regional_tags(tag)):
        for tag in nearest(regional, first):
            countries[tag].append(regional)
    return tuple(_spellings((*group, *countries[group[0]])) if group else () for group in groups)


def _spellings(tags: Sequence[str]) -> tuple[str, ...]:
    """Return tags as they are, and then with the other mark between their parts."""
    written = (spelling for tag in tags for spelling in (tag.replace("_", "-"), tag.replace("-", "_")))
    return tuple(dict.fromkeys((*tags, *written)))
