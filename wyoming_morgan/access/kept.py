"""The key of a client that this machine hands over itself, with no code: it outlasts a restart."""

from __future__ import annotations

from pathlib import Path

from wyoming_morgan.access.files import read_json, write_json
from wyoming_morgan.access.keys import PairedKeys
from wyoming_morgan.errors import StoreUnavailable

_FILE = "kept_key.json"


def kept_key(folder: Path, keys: PairedKeys, name: str) -> str:
    """Return the key that was made for this client; a new one if there is none, or it was revoked.

    Raises:
        TooLarge, StoreUnavailable: as `PairedKeys.add` does; or the key cannot be kept.
    """
    file = folder / _FILE
    key = _read(file)
    if key is not None and keys.owner(key.encode()) is not None:
        return key
    _, key = keys.add(name)
    try:
        write_json(file, {"key": key})
    except OSError as error:
        raise StoreUnavailable(
            f"{file} cannot be written: {error.strerror or error}",
            hint="make the data folder writable for the user that runs Morgan",
        ) from error
    return key


def _read(file: Path) -> str | None:
    try:
        content = read_json(file)
    except (OSError, ValueError):
        return None
    key = content.get("key") if isinstance(content, dict) else None
    return key if isinstance(key, str) else None
