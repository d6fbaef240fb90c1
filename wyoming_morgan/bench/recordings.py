"""Recordings to measure with: where they lie, who speaks, what is said, and the home that they are about."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wyoming_morgan.bench.mappings import read_mapping
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.settings import setting

_SUFFIXES = {".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".webm"}
_HOME_HINT = f"write it like the setting {setting('core.home')}"
_TABLE_HINT = "write it in UTF-8, with tabs between file, speaker and text, and these names in the first line"
_UNKNOWN_SPEAKER = "-"


@dataclass(frozen=True, slots=True)
class LabeledRecording:
    """A file, what kind of speaker is heard, and what was said."""

    path: Path
    speaker: str
    """Such as `person` or `synthetic`."""
    text: str
    """Empty if nothing was said, or the words are not known."""
    language: str = "en"
    """As a BCP 47 tag."""
    meant: bool = True
    """Whether it was said to Morgan; otherwise nothing in it is a command, whatever the words are."""


@dataclass(frozen=True, slots=True)
class BenchHome:
    """The home that the recordings are about, in the format of `home` in `core.yaml`."""

    path: Path | None
    settings: dict[str, Any]

    @property
    def first_area(self) -> str | None:
        """The first area's name."""
        for area in self.settings.get("areas") or ():
            return str(area["name"] if isinstance(area, dict) else area)
        return None


def find_home(folder: Path) -> BenchHome:
    """Find the `home.yaml` in a folder or the one above; without one the home is unknown.

    Raises:
        InvalidRequest: the file is not a YAML mapping.
    """
    path = next((p for p in (folder / "home.yaml", folder.parent / "home.yaml") if p.is_file()), None)
    return BenchHome(None, {}) if path is None else read_home(path)


def read_home(path: Path) -> BenchHome:
    """Read the file of a home.

    Raises:
        InvalidRequest: it cannot be read, or is not a YAML mapping.
    """
    return BenchHome(path, read_mapping(path, _HOME_HINT))


def find_recordings(folder: Path, language: str = "en") -> tuple[LabeledRecording, ...]:
    """Find every audio file below a folder; the words come from the `transcripts.tsv` beside it.

    Its columns are `file`, `speaker` and `text`, and `language` where that is not the given one.

    Raises:
        InvalidRequest: there is none, or a `transcripts.tsv` cannot be read.
    """
    directories = sorted({path.parent for path in folder.rglob("*") if path.suffix in _SUFFIXES})
    recordings = tuple(recording for directory in directories for recording in _read(directory, language))
    if not recordings:
        raise InvalidRequest(
            f"no recordings below {folder}",
            hint="specify a folder of WAV files with a transcripts.tsv beside them",
        )
    return recordings


def _read(directory: Path, language: str) -> Iterator[LabeledRecording]:
    table = directory / "transcripts.tsv"
    rows = _rows(table) if table.is_file() else {}
    for path in sorted(path for path in directory.iterdir() if path.suffix in _SUFFIXES):
        row = rows.get(path.name, {})
        text = row.get("text") or ""
        yield LabeledRecording(
            path,
            row.get("speaker") or _UNKNOWN_SPEAKER,
            text,
            row.get("language") or language,
            meant=bool(text),
        )


def _rows(table: Path) -> dict[str, dict[str, str]]:
    """Return the rows of a `transcripts.tsv`, by their files."""
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, delimiter="\t")
            columns = reader.fieldnames or ()
            if not {"file", "text"} <= set(columns):
                raise InvalidRequest(
                    f"{table} has no columns file and text in its first line", hint=_TABLE_HINT
                )
            return {row["file"]: row for row in reader}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidRequest(f"{table} cannot be read: {error}", hint=_TABLE_HINT) from error
