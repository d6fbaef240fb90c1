"""The homes of an evaluation of the agent, and larger ones made from them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wyoming_morgan.bench.mappings import read_mapping
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.settings import setting

_HINT = f"a home is written like the setting {setting('core.home')}, in homes/NAME.yaml"

_WINGS = ("Annex", "Orangery", "Gatehouse", "Boathouse", "Coach house", "Observatory", "Winery", "Chapel")
_SPOTS = ("ceiling", "wall", "floor", "shelf", "stair", "mirror", "archway", "niche", "gallery", "pillar")
_THINGS = (
    ("spotlight", "light"),
    ("lantern", "light"),
    ("outlet", "switch"),
    ("moisture", "sensor"),
    ("pump", "switch"),
    ("contact", "binary_sensor"),
    ("voltage", "sensor"),
)


def load_home(folder: Path, name: str) -> dict[str, Any]:
    """Read a home by its name, in the format of `home` in `core.yaml`.

    Raises:
        InvalidRequest: there is none, or it is not a mapping.
    """
    path = folder / "homes" / f"{name}.yaml"
    if Path(name).name != name or not path.is_file():
        raise InvalidRequest(f"no home {name!r} in {folder / 'homes'}", hint=_HINT)
    return read_mapping(path, _HINT)


def filled(home: dict[str, Any], entities: int) -> dict[str, Any]:
    """Return the home with further rooms and devices, up to a number of entities.

    The additions are in outbuildings that no sentence mentions, so that every sentence keeps its meaning.
    """
    original = list(home.get("entities") or ())
    added = list(itertools.islice(_more(), max(0, entities - len(original))))
    rooms = dict.fromkeys(entity["area"] for entity in added)
    return {**home, "areas": [*(home.get("areas") or ()), *rooms], "entities": [*original, *added]}


def _more() -> Iterator[dict[str, Any]]:
    for number in itertools.count(1):
        for wing, spot, (thing, domain) in itertools.product(_WINGS, _SPOTS, _THINGS):
            yield {
                "name": f"{wing} {spot} {thing}{'' if number == 1 else f' {number}'}",
                "domain": domain,
                "area": wing,
                **({"brightness": True} if domain == "light" else {}),
            }
