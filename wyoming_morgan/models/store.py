"""The models on disk: `<models_dir>/<engine>/<name>/`, each folder a complete model.

A folder gets its name by a rename once all its files are there and checked (see `pull`), so every model in
its place is complete. Users may put models of their own there, too.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from wyoming_morgan.errors import InvalidRequest, UnknownModel

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?")
"""The valid names of engines and models: without separators or parent folders."""

PULLING = ".pulling"
"""The folder of incomplete models; its dot keeps it from being taken for an engine's."""


class ModelStore:
    """The models below one folder, which may not exist."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> Path:
        """The folder of all models."""
        return self._root

    def path(self, engine: str, name: str) -> Path:
        """Return the folder of a model, whether or not it exists; `owner/name` becomes `owner--name`.

        Raises:
            InvalidRequest: the name is not valid.
        """
        return self._root / engine / self._folder(engine, name)

    def staging(self, engine: str, name: str) -> Path:
        """Return the folder in which a model is assembled, on the same file system.

        Raises:
            InvalidRequest: the name is not valid.
        """
        return self._root / PULLING / f"{engine}--{self._folder(engine, name)}"

    def find(self, engine: str, name: str) -> Path | None:
        """Return the folder of a model; None if it is not on disk.

        Raises:
            InvalidRequest: the name is not valid.
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
        """Remove a model, and the files of an interrupted pull; return the bytes freed.

        Raises:
            InvalidRequest: the name is not valid.
            UnknownModel: it is not on disk.
        """
        place, staging = self.path(engine, name), self.staging(engine, name)
        if not place.is_symlink() and not place.is_dir() and not staging.is_dir():
            raise UnknownModel(
                f"{engine}/{name} is not on disk",
                hint="run: morgan models list --on-disk",
            )
        freed = 0
        if place.is_symlink():
            place.unlink()  # its target is not ours
        elif place.is_dir():
            freed += folder_bytes(place)
            # Move it away first, so that a partly removed model is never found.
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
                    f"{name!r} is not a valid name of a model",
                    hint="use letters, digits, dots, hyphens and underscores; run: morgan models list",
                )
        return folder


def split_id(model: str) -> tuple[str, str]:
    """Split `<engine>/<name>`; the name may contain a slash.

    Raises:
        InvalidRequest: it names no engine.
    """
    engine, slash, name = model.partition("/")
    if not slash or not engine or not name:
        raise InvalidRequest(
            f"{model!r} is not a valid model: expected an engine and a name",
            hint="such as faster-whisper/base; run: morgan models list",
        )
    return engine, name


def folder_bytes(folder: Path) -> int:
    """Return the size of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
