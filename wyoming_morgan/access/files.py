"""Small private files, which are whole or not there."""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from pathlib import Path
from typing import Any


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
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{uuid.uuid4().hex}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(json.dumps(content, indent=1).encode() + b"\n")
            stream.flush()
            os.fsync(descriptor)
        if replace:
            draft.replace(file)
        else:
            os.link(draft, file)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
