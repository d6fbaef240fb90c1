"""Where models lie on disk: `<models_dir>/<engine>/<name>/`, each folder a whole model.

A folder comes into being by a rename when everything in it is there and checked (see `pull`), so whatever
has its place is complete. People may put models of their own there, too.
"""

from __future__ import annotations

import re
from pathlib import Path

from wyoming_morgan.errors import InvalidRequest

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?")
"""What an engine or a model may be called: no separators, nothing that leads elsewhere."""


class ModelStore:
    """The models below one folder, which need not exist."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, engine: str, name: str) -> Path:
        """Return where a model lies, or would lie. The slash of a hub's id (`owner/name`) becomes `--`.

        Raises:
            InvalidRequest: the name could lead out of the folder.
        """
        folder = name.replace("/", "--")
        for part in (engine, folder):
            if not _NAME.fullmatch(part) or ".." in part:
                raise InvalidRequest(
                    f"{name!r} cannot be the name of a model",
                    hint="letters, digits, dots, hyphens and underscores make one; run: morgan models list",
                )
        return self._root / engine / folder

    def find(self, engine: str, name: str) -> Path | None:
        """Return the folder of a model that is on disk.

        Raises:
            InvalidRequest: the name could lead out of the folder.
        """
        path = self.path(engine, name)
        return path if path.is_dir() else None

    def names(self, engine: str) -> tuple[str, ...]:
        """Return the names of an engine's models that are on disk, sorted."""
        folder = self._root / engine
        if not folder.is_dir():
            return ()
        return tuple(
            sorted(path.name for path in folder.iterdir() if path.is_dir() and _NAME.fullmatch(path.name))
        )
