"""How fast models were on this machine: seconds of work for each second of audio, by the model's id."""

from __future__ import annotations

import json
from pathlib import Path

from wyoming_morgan.models.disk import no_room

_NAME = "speeds.json"


def read(cache: Path) -> dict[str, float]:
    """Read what was measured before; nothing where it cannot be read: it can be measured again."""
    try:
        told = json.loads((cache / _NAME).read_text(encoding="utf-8"))
        return {str(model): float(seconds) for model, seconds in told.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def keep(cache: Path, measured: dict[str, float]) -> None:
    """Keep what was measured, beside what is known of other models.

    Raises:
        DiskFull: there is no room.
        OSError: the folder cannot be written.
    """
    speeds = read(cache) | measured
    path = cache / _NAME
    unfinished = path.with_suffix(".new")
    with no_room(path):
        cache.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(speeds, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(path)
