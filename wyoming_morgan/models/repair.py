"""The command that brings a model again."""

from __future__ import annotations

import shlex
from pathlib import Path

from wyoming_morgan.models import manifest


def repair(model: str, folder: Path) -> str:
    """Return the command that replaces the model in a folder: a pull, or for one of the user's own an `add`.

    `model` is its id, `<engine>/<name>`.
    """
    about = manifest.read(folder)
    if about is None:
        return f"morgan models pull {model} --force"
    source = about.sources[0] if about.sources else ""
    if about.own:
        return f"morgan models add {about.id} {shlex.quote(source)} --force"
    return f"morgan models pull {about.id} --force"
