"""By which files this server is known to others, and knows them."""

from __future__ import annotations

from pathlib import Path

from wyoming_morgan.access.identity import ID_FILE
from wyoming_morgan.access.keys import KEYS_FILE
from wyoming_morgan.tls.self_made import self_made_files


def access_files(data: Path) -> dict[str, Path]:
    """Return where each lies in the data folder, by its name in a backup."""
    tls = self_made_files(data)
    return {file.name: file for file in (data / ID_FILE, data / KEYS_FILE, tls.certificate, tls.key)}
