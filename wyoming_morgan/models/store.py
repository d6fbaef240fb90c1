"""Where models lie on disk: `<models_dir>/<engine>/<name>/`, each folder a whole model.

A folder comes into being by a rename when everything in it is there and checked (see `pull`), so whatever
has its place is complete. People may put models of their own there, too.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from wyoming_morgan.errors import InvalidRequest, UnknownModel

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?")
"""What an engine or a model may be called: no separators, nothing that leads elsewhere."""

PULLING = ".pulling"
"""The folder of what is not whole yet; its dot keeps it from being an engine's."""


class ModelStore:
    """The models below one folder, which need not exist."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> Path:
        """The folder of all models."""
        return self._root

    def path(self, engine: str, name: str) -> Path:
        """Return where a model lies, or would lie. The slash of a hub's id (`owner/name`) becomes `--`.

        Raises:
            InvalidRequest: the name could lead out of the folder.
        """
        return self._root / engine / self._folder(engine, name)

    def staging(self, engine: str, name: str) -> Path:
        """Return where a model is put together before it gets its place, on the same file system.

        Raises:
            InvalidRequest: the name could lead out of the folder.
        """
        return self._root / PULLING / f"{engine}--{self._folder(engine, name)}"

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

    def ids(self) -> tuple[str, ...]:
        """Return every model on disk as `<engine>/<name>`, sorted."""
        if not self._root.is_dir():
            return ()
        engines = [path.name for path in self._root.iterdir() if path.is_dir() and _NAME.fullmatch(path.name)]
        return tuple(f"{engine}/{name}" for engine in sorted(engines) for name in self.names(engine))

    def remove(self, engine: str, name: str) -> int:
        """Remove a model and what a broken pull left of it; return the bytes that are free again.

        Raises:
            InvalidRequest: the name could lead out of the folder.
            UnknownModel: nothing of that name is on disk.
        """
        place, staging = self.path(engine, name), self.staging(engine, name)
        if not place.is_symlink() and not place.is_dir() and not staging.is_dir():
            raise UnknownModel(
                f"{engine}/{name} is not on disk",
                hint="run: morgan models list --on-disk, which shows what is",
            )
        freed = 0
        if place.is_symlink():
            place.unlink()  # what it points to is not ours
        elif place.is_dir():
            freed += folder_bytes(place)
            # Out of its place first: a half-removed model is never found.
            gone = staging.with_name(f"{staging.name}.old")
            shutil.rmtree(gone, ignore_errors=True)
            gone.parent.mkdir(parents=True, exist_ok=True)
            place.rename(gone)
            shutil.rmtree(gone)
        if staging.is_dir():
            freed += folder_bytes(staging)
            shutil.rmtree(staging)
        return freed

    def _folder(self, engine: str, name: str) -> str:
        folder = name.replace("/", "--")
        for part in (engine, folder):
            if not _NAME.fullmatch(part) or ".." in part:
                raise InvalidRequest(
                    f"{name!r} cannot be the name of a model",
                    hint="letters, digits, dots, hyphens and underscores make one; run: morgan models list",
                )
        return folder


def split_id(model: str) -> tuple[str, str]:
    """Split `<engine>/<name>`; the name may have a slash of its own.

    Raises:
        InvalidRequest: there is no engine in it.
    """
    engine, slash, name = model.partition("/")
    if not slash or not engine or not name:
        raise InvalidRequest(
            f"{model!r} is no model's name: an engine and a name make one",
            hint="such as faster-whisper/base; run: morgan models list",
        )
    return engine, name


def folder_bytes(folder: Path) -> int:
    """Return the size of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
