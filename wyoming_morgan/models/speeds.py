"""Measured speeds of models on this machine: seconds of work for each second of audio, by model id."""

from __future__ import annotations

import json
from pathlib import Path

from wyoming_morgan.models.disk import no_room

_NAME = "speeds.json"


def read(cache: Path) -> dict[str, float]:
    """Return the stored speeds; none if they cannot be read."""
    try:
        speeds = json.loads((cache / _NAME).read_text(encoding="utf-8"))
        return {str(model): float(seconds) for model, seconds in speeds.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def keep(cache: Path, measured: dict[str, float]) -> None:
    """Store measured speeds; those of other models are kept.

    Raises:
        DiskFull: there is not enough disk space.
        OSError: the folder cannot be written.
    """
    speeds = read(cache) | measured
    path = cache / _NAME
    unfinished = path.with_suffix(".new")
    with no_room(path):
        cache.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(speeds, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(path)
