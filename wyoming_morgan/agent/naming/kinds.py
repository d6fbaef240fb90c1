"""The kinds of things that words mean: by domain, device class, or a word of the name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum

from wyoming_morgan.home.model import Entity


class Likeness(IntEnum):
    """How well a thing is what a word says; the best is the least."""

    IS = 0
    """It is of that kind."""
    MAY_BE = 1
    """It is of a kind that people call so, too: a curtain is called a blind."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of things."""

    domains: frozenset[str]
    classes: frozenset[str] = frozenset()
    """The device classes of such things."""
    by_domain: Likeness | None = None
    """What a thing of these domains is that has no class and no word of another kind in its names."""
    akin: frozenset[str] = frozenset()
    """Kinds whose things are called so, too."""


def _kind(
    domains: str,
    classes: str = "",
    *,
    by_domain: Likeness | None = None,
    akin: str = "",
) -> Kind:
    return Kind(frozenset(domains.split()), frozenset(classes.split()), by_domain, frozenset(akin.split()))


KINDS: Mapping[str, Kind] = {
    "light": _kind("light", by_domain=Likeness.MAY_BE),
    "fan": _kind("fan", by_domain=Likeness.IS),
    "lock": _kind("lock", by_domain=Likeness.IS),
    "door": _kind("cover lock", "door", akin="lock garage"),
    "gate": _kind("cover lock", "gate"),
    "garage": _kind("cover", "garage"),
    "blind": _kind("cover", "blind", by_domain=Likeness.MAY_BE, akin="shade shutter curtain"),
    "shade": _kind("cover", "shade", by_domain=Likeness.MAY_BE, akin="blind shutter curtain"),
    "shutter": _kind("cover", "shutter", by_domain=Likeness.MAY_BE, akin="blind shade curtain"),
    "curtain": _kind("cover", "curtain", by_domain=Likeness.MAY_BE, akin="blind shade shutter"),
    "awning": _kind("cover", "awning"),
    "window": _kind("cover", "window"),
    "thermostat": _kind("climate", by_domain=Likeness.MAY_BE, akin="heating"),
    "heating": _kind("climate", by_domain=Likeness.MAY_BE, akin="thermostat"),
    "cooling": _kind("climate"),
    "tv": _kind("media_player", "tv"),
    "speaker": _kind("media_player", "speaker", akin="player"),
    "player": _kind("media_player", "receiver", akin="speaker"),
    "vacuum": _kind("vacuum", by_domain=Likeness.IS),
    "mower": _kind("lawn_mower", by_domain=Likeness.IS),
    "plug": _kind("switch", "outlet"),
    "humidifier": _kind("humidifier", "humidifier", by_domain=Likeness.MAY_BE),
    "dehumidifier": _kind("humidifier", "dehumidifier"),
    "valve": _kind("valve", by_domain=Likeness.IS),
    "water": _kind("valve"),
    "scene": _kind("scene", by_domain=Likeness.IS),
    "script": _kind("script", by_domain=Likeness.IS),
}
"""The kinds, by the names that the files of `agent/language/naming` use."""


def kinds_of(entity: Entity, named: Collection[str]) -> dict[str, Likeness]:
    """Return the kinds that a thing is of, or may be called.

    Args:
        entity: The thing.
        named: The kinds of which its names have a word.
    """
    own = {
        name
        for name, kind in KINDS.items()
        if entity.domain in kind.domains
        and (entity.device_class in kind.classes or name in named or kind.by_domain is Likeness.IS)
    }
    if "garage" in own:
        own.discard("door")  # “the door” is another one, if there is one
    kinds = dict.fromkeys(own, Likeness.IS)
    for name, kind in KINDS.items():
        if name in own or entity.domain not in kind.domains:
            continue
        unknown = not own and not entity.device_class
        if not kind.akin.isdisjoint(own) or (unknown and kind.by_domain is Likeness.MAY_BE):
            kinds[name] = Likeness.MAY_BE
    return kinds
