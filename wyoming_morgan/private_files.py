"""Small files, often private ones, which are whole or not there."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

_OWNER_ALONE = 0o600


def write_whole(file: Path, content: bytes, *, replace: bool = True, mode: int = _OWNER_ALONE) -> None:
    """Write a file in one step; unless `mode` says otherwise, its owner alone can read it.

    Raises:
        FileExistsError: it is there already, and `replace` is false.
        OSError: it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{uuid.uuid4().hex}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(descriptor)
        if replace:
            draft.replace(file)
        else:
            os.link(draft, file)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
