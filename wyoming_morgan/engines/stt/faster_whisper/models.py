"""A Whisper model on disk: where it is, and whether it is complete. Uses no network."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.stt.faster_whisper import weights as whisper_weights
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.models.paths import model_path
from wyoming_morgan.models.repair import repair
from wyoming_morgan.models.store import ModelStore
from wyoming_morgan.settings import setting

T = TypeVar("T")

ENGINE = "faster-whisper"
_START = "<|startoftranscript|>"
_EMBEDDINGS = "decoder/embeddings/weight"

_OTHER_NAMES = {"large": "large-v3", "turbo": "large-v3-turbo"}
"""Aliases of sizes in faster-whisper."""

_HUB = {
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
}
"""Ids of the sizes that do not follow the pattern in `hub_id`; as in faster-whisper 1.2's `utils`."""


@dataclass(frozen=True, slots=True)
class WhisperFolder:
    """A model on disk; `fix` is the hint for a bad file, with `{file}` for its name."""

    path: Path
    name: str
    fix: str

    def unusable(self, file: str, problem: str) -> EngineUnavailable:
        """Return the error that names a file of it and the remedy."""
        return EngineUnavailable(f"{self.path / file} {problem}", hint=self.fix.format(file=file))


def find(model: str, models_dir: Path) -> WhisperFolder | None:
    """Return the folder of a model: a path, else Morgan's own models, else the Hugging Face cache.

    Raises:
        InvalidRequest: the name could lead out of the folder of models.
    """
    if path := model_path(model):
        return (
            WhisperFolder(path, path.name, f"put a complete {{file}} into {path}") if path.is_dir() else None
        )
    own = ModelStore(models_dir).find(ENGINE, _OTHER_NAMES.get(model, model))
    if own is not None:
        return WhisperFolder(own, model, advice(repair(_id(model), own)))
    snapshot = _cached(hub_id(model))
    return WhisperFolder(snapshot, model, advice(f"{pull(model)} --force")) if snapshot else None


def require(model: str, models_dir: Path) -> WhisperFolder:
    """Return the folder of a model.

    Raises:
        EngineUnavailable: it is not on disk.
        InvalidRequest: see `find`.
    """
    if folder := find(model, models_dir):
        return folder
    if path := model_path(model):
        raise EngineUnavailable(
            f"there is no folder {path}",
            hint=f"set {setting('stt.engines.faster-whisper.model')} to a size, or to a folder with a model; "
            + advice(pull("base")),
        )
    raise EngineUnavailable(f"the model {model} is not on disk", hint=advice(pull(model)))


def check(folder: WhisperFolder) -> None:
    """Check that a model's files are complete and belong together; reads some megabytes at most.

    CTranslate2 overruns its memory where the vocabulary is longer than the model's, and faster-whisper asks
    the network for a tokenizer that is missing.

    Raises:
        EngineUnavailable: a file is missing or bad; the error names it.
    """
    for file in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder.path / file).is_file():
            raise folder.unusable(file, "is missing")
    _read(folder, "config.json", _json_object)
    if (folder.path / "preprocessor_config.json").exists():
        _read(folder, "preprocessor_config.json", _json_object)
    file, tokens = _vocabulary(folder)
    shapes = _read(folder, "model.bin", whisper_weights.read_shapes)
    if _EMBEDDINGS not in shapes:
        raise folder.unusable("model.bin", "is not a Whisper model")
    rows = shapes[_EMBEDDINGS][0]
    if len(tokens) > rows or _START not in tokens:
        raise folder.unusable(file, f"does not belong to model.bin, which knows {rows} tokens")


def check_tokenizer(folder: WhisperFolder, start: int | None) -> None:
    """Check that `tokenizer.json`, which has the start of a transcript at `start`, belongs to the vocabulary.

    Raises:
        EngineUnavailable: it does not belong to it.
    """
    file, tokens = _vocabulary(folder)
    if start is None or start >= len(tokens) or tokens[start] != _START:
        raise folder.unusable("tokenizer.json", f"does not belong to {file}")


def pull(model: str) -> str:
    """Return the command that brings a model."""
    return f"morgan models pull {_id(model)}"


def _id(model: str) -> str:
    return f"{ENGINE}/{_OTHER_NAMES.get(model, model)}"


def hub_id(model: str) -> str:
    """Return the id of a size on the Hugging Face hub; an id is its own."""
    name = _OTHER_NAMES.get(model, model)
    if "/" in name:
        return name
    if name in _HUB:
        return _HUB[name]
    if name.startswith("distil-"):
        return f"Systran/faster-distil-whisper-{name.removeprefix('distil-')}"
    return f"Systran/faster-whisper-{name}"


def _cached(repository: str) -> Path | None:
    """Return the snapshot that the Hugging Face cache has of a repository's main branch."""
    folder = _hub_cache() / f"models--{repository.replace('/', '--')}"
    try:
        commit = (folder / "refs" / "main").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    snapshot = folder / "snapshots" / commit
    return snapshot if commit.isalnum() and (snapshot / "model.bin").is_file() else None


def _hub_cache() -> Path:
    """Return the cache folder of huggingface_hub."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if folder := os.environ.get(variable):
            return Path(folder).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "huggingface" / "hub"


def _vocabulary(folder: WhisperFolder) -> tuple[str, list[str]]:
    """Return the name of the vocabulary's file and its tokens by id."""
    for file, read in (("vocabulary.json", _json_tokens), ("vocabulary.txt", _lines)):
        if (folder.path / file).is_file():
            return file, _read(folder, file, read)
    raise folder.unusable("vocabulary.json", "is missing")


def _read(folder: WhisperFolder, file: str, read: Callable[[Path], T]) -> T:
    try:
        return read(folder.path / file)
    except (OSError, ValueError) as error:
        raise folder.unusable(file, f"cannot be used: {error}") from error


def _json_object(path: Path) -> dict[str, Any]:
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - the file's value is wrong, not an argument
    return value


def _json_tokens(path: Path) -> list[str]:
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, list) or not all(isinstance(token, str) for token in value):
        raise ValueError("it is not a list of tokens")
    return value


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
