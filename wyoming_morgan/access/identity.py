"""The id that tells this Morgan from others, whatever its addresses are."""

from __future__ import annotations

import logging
import re
import uuid
from contextlib import suppress
from pathlib import Path

from wyoming_morgan.access.files import read_json, write_json

_LOGGER = logging.getLogger(__name__)

ID_FILE = "server.json"
_ID = re.compile(r"[0-9a-f]{32}")


def server_id(folder: Path) -> str:
    """Return the id kept in a folder; the first time one is made up.

    If it cannot be kept, it is another one after the next start, which is logged.
    """
    file = folder / ID_FILE
    made_up = uuid.uuid4().hex
    try:
        kept = _read(file)
        if kept is not None:
            return kept
        # Another process of this machine may have been quicker.
        with suppress(FileExistsError):
            write_json(file, {"id": made_up}, replace=False)
        kept = _read(file)
        if kept is None:
            write_json(file, {"id": made_up})
    except OSError as error:
        _LOGGER.warning("this server's id cannot be kept in %s, and changes with each start: %s", file, error)
        return made_up
    return kept or made_up


def _read(file: Path) -> str | None:
    try:
        content = read_json(file)
    except ValueError:
        return None
    kept = content.get("id") if isinstance(content, dict) else None
    return kept if isinstance(kept, str) and _ID.fullmatch(kept) else None
