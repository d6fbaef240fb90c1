"""Where Kokoro's files are: a folder of the model store with `*.onnx` and `voices*.bin`, or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wyoming_morgan.advice import advice
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.models.paths import model_path
from wyoming_morgan.models.repair import repair
from wyoming_morgan.models.store import ModelStore
from wyoming_morgan.settings import setting

ENGINE = "kokoro"
"""The engine's name, and its folder in the model store."""

_VOCABULARY = "config.json"
_MODEL, _VOICES = setting("tts.engines.kokoro.model"), setting("tts.engines.kokoro.voices_file")
_REPLACE = "put a complete file in its place"


@dataclass(frozen=True, slots=True)
class KokoroLocation:
    """Where to look: `model` is a name in the store or a path, as the options have it."""

    models_dir: Path
    model: str
    voices_file: Path | None


@dataclass(frozen=True, slots=True)
class KokoroFiles:
    """A model and its voices; `vocabulary` is a JSON beside a model that has one of its own."""

    model: Path
    voices: Path
    vocabulary: Path | None
    fix_model: str
    """How to repair the model, for people."""
    fix_voices: str
    """How to repair the voices."""


def find(location: KokoroLocation) -> KokoroFiles:
    """Find the files. Blocks.

    Raises:
        EngineUnavailable: one is missing, or there are several; the hint says how to repair it.
        InvalidRequest: `model` cannot be the name of a model.
    """
    own = model_path(location.model)
    if own is None:
        folder = ModelStore(location.models_dir).path(ENGINE, location.model)
        fix = advice(repair(f"{ENGINE}/{location.model}", folder))
        model = _only(folder, "*.onnx", fix, _MODEL)
    elif own.suffix == ".onnx":
        folder, model, fix = own.parent, _existing(own), _REPLACE
    else:
        folder, fix = own, f"put a model into {own}, or correct {_MODEL}"
        model = _only(folder, "*.onnx", fix, _MODEL)
    if location.voices_file is None:
        voices, fix_voices = _only(folder, "voices*.bin", fix, _VOICES), fix
    else:
        voices, fix_voices = _existing(location.voices_file), _REPLACE
    vocabulary = model.parent / _VOCABULARY
    return KokoroFiles(model, voices, vocabulary if vocabulary.is_file() else None, fix, fix_voices)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise EngineUnavailable(f"{path} is missing", hint=_REPLACE)
    return path


def _only(folder: Path, pattern: str, fix: str, option: str) -> Path:
    """Return the only file of its kind in a folder; `option` is the setting that names one of several."""
    paths = sorted(folder.glob(pattern)) if folder.is_dir() else []
    if not paths:
        raise EngineUnavailable(f"there is no {pattern} in {folder}", hint=fix)
    if len(paths) > 1:
        names = ", ".join(path.name for path in paths)
        raise EngineUnavailable(
            f"there are several {pattern} in {folder}: {names}", hint=f"set {option} to the path of one"
        )
    return paths[0]
