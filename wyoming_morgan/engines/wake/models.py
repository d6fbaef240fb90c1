"""The models of wake words: those in a package, and the user's own in a folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wyoming_morgan.engines.contract.engine import Attribution
from wyoming_morgan.engines.contract.wake import WakeWord
from wyoming_morgan.errors import EngineUnavailable, MorganError

_MAX_FILES = 100
_MAX_BYTES = 64 * 1024 * 1024
_VERSIONED = re.compile(r"(?P<name>.+)_v(?P<version>[0-9][0-9.]*)")
_USERS_OWN = Attribution("the user", "https://github.com/OHF-Voice")


@dataclass(frozen=True, slots=True)
class WordModel:
    """A word, its file, and how its model is used."""

    word: WakeWord
    path: Path
    threshold: float
    """The probability at which the word counts as said, as its makers chose it."""
    window: int = 1
    """How many outputs in a row are averaged to a probability."""

    @property
    def name(self) -> str:
        """The word's name."""
        return self.word.name


Read = Callable[[Path], WordModel]
"""Reads the description of a model file; raises `EngineUnavailable` if it is broken."""


def phrase_of(name: str) -> tuple[str, str]:
    """Return the spoken phrase and the version in a model's name: `hey_morgan_v0.1` is Hey Morgan, 0.1."""
    match = _VERSIONED.fullmatch(name)
    stem, version = (match["name"], match["version"]) if match else (name, "")
    return stem.replace("_", " ").strip().title(), version


def users_word(path: Path) -> WakeWord:
    """Return a word of which only the file is known."""
    phrase, version = phrase_of(path.stem)
    return WakeWord(
        name=path.stem,
        phrase=phrase,
        languages=("en",),
        description=f"{phrase}, from {path.name}",
        attribution=_USERS_OWN,
        version=version,
    )


def read_folder(folder: Path, read: Read) -> Iterator[WordModel | MorganError]:
    """Yield the word of every `.tflite` file of a folder, or why it cannot be used."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".tflite")
    except OSError as error:
        yield EngineUnavailable(
            f"the folder {folder} of wake words cannot be read: {error.strerror}",
            hint="check its permissions",
        )
        return
    for path in paths[:_MAX_FILES]:
        try:
            _check_file(path)
            yield read(path)
        except MorganError as error:
            yield error
    if len(paths) > _MAX_FILES:
        yield EngineUnavailable(
            f"{folder} holds {len(paths)} models: those from {paths[_MAX_FILES].name} on are left out",
            hint=f"keep at most {_MAX_FILES} there",
        )


def _check_file(path: Path) -> None:
    if not path.stem.isprintable() or path.stem.startswith("."):
        raise EngineUnavailable(f"{path!r} does not have a printable name", hint="rename it")
    try:
        regular, size = path.is_file(), path.stat().st_size
    except OSError as error:
        raise EngineUnavailable(
            f"{path} cannot be read: {error.strerror}", hint="check its permissions"
        ) from error
    if not regular or size > _MAX_BYTES:
        raise EngineUnavailable(
            f"{path} is not a regular file of at most {_MAX_BYTES // 1024**2} MiB", hint="remove the file"
        )
