"""Where Kokoro's files are: a folder of the model store with `*.onnx` and `voices*.bin`, or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.models.store import ModelStore

ENGINE = "kokoro"
"""The engine's name, and its folder in the model store."""

_VOCABULARY = "config.json"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: a model by its name in the store, either file of which may be one of the user's own."""

    models_dir: Path
    model: str
    model_file: Path | None
    voices_file: Path | None


@dataclass(frozen=True, slots=True)
class KokoroFiles:
    """A model and its voices; `vocabulary` is a JSON beside a model that has one of its own."""

    model: Path
    voices: Path
    vocabulary: Path | None
    mend_model: str
    """What repairs the model, in words for people."""
    mend_voices: str
    """What repairs the voices."""


def find(place: Place) -> KokoroFiles:
    """Find the files. Blocks.

    Raises:
        EngineUnavailable: one is missing, or there are several; the hint says what mends it.
        InvalidRequest: `model` cannot be the name of a model.
    """
    folder = ModelStore(place.models_dir).path(ENGINE, place.model)
    pull = f"run: morgan models pull {ENGINE}/{place.model} --force"
    model, mend_model = _file(place.model_file, folder, "*.onnx", pull)
    voices, mend_voices = _file(place.voices_file, folder, "voices*.bin", pull)
    vocabulary = model.parent / _VOCABULARY
    return KokoroFiles(model, voices, vocabulary if vocabulary.is_file() else None, mend_model, mend_voices)


def _file(own: Path | None, folder: Path, pattern: str, pull: str) -> tuple[Path, str]:
    """Return a file and what mends it."""
    if own is not None:
        mend = "put a whole file in its place"
        if not own.is_file():
            raise EngineUnavailable(f"{own} is missing", hint=mend)
        return own, mend
    found = sorted(folder.glob(pattern)) if folder.is_dir() else []
    if not found:
        raise EngineUnavailable(f"there is no {pattern} in {folder}", hint=pull)
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise EngineUnavailable(
            f"there are several {pattern} in {folder}: {names}", hint="set model_file and voices_file"
        )
    return found[0], pull
