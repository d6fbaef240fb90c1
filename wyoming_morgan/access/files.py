"""Small private files of JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wyoming_morgan.private_files import write_whole


def read_json(file: Path) -> Any:
    """Return what a file holds; None if it does not exist.

    Raises:
        OSError: it cannot be read.
        ValueError: it does not hold JSON.
    """
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError:
        return None


def write_json(file: Path, content: Any, *, replace: bool = True) -> None:
    """Write a file that its owner alone can read, in one step.

    Raises:
        FileExistsError: it is there already, and `replace` is false.
        OSError: it cannot be written.
    """
    write_whole(file, json.dumps(content, indent=1).encode() + b"\n", replace=replace)
