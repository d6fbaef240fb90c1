"""The Piper voices on disk: found, read and checked, without Piper's library.

A voice is `<name>.onnx` and `<name>.onnx.json`, one in each folder of the model store or any number in the
user's folder. The fields of the JSON are those of piper-tts 1.8 (`PiperConfig.from_dict`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ValidationError

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.engines.tts.piper.model import VoiceFiles
from wyoming_morgan.models import manifest
from wyoming_morgan.models.repair import repair
from wyoming_morgan.models.store import ModelStore

ENGINE = "piper"
"""The engine's name, and its folder in the model store."""

_NAME = re.compile(r"\w[\w.-]*")
"""A valid name of a voice: clients use it, and it is shown unchanged."""
_LICENCE = re.compile(r"^[^\w\n]*+licen[cs]e\s*+:\s*+(\S.*)$", re.IGNORECASE | re.MULTILINE)
_LONGEST_LICENCE = 200
_LARGEST_TEXT = 4 * 1024 * 1024  # bytes of a JSON or a model card
_MARKS = ("_", "^", "$")  # padding, begin and end of a sentence


class _ConfigAudio(BaseModel):
    sample_rate: Annotated[int, Ge(4_000), Le(96_000)]
    quality: str = ""


class _ConfigEspeak(BaseModel):
    voice: str


class _ConfigInference(BaseModel):
    length_scale: Annotated[float, Gt(0)] = 1.0


class _ConfigLanguage(BaseModel):
    code: str
    name_english: str = ""
    country_english: str = ""


class _VoiceConfig(BaseModel):
    """The fields of a voice's JSON that are used."""

    audio: _ConfigAudio
    espeak: _ConfigEspeak
    num_symbols: int
    num_speakers: Annotated[int, Ge(1)]
    phoneme_id_map: dict[str, list[int]]
    inference: _ConfigInference = _ConfigInference()
    language: _ConfigLanguage | None = None
    speaker_id_map: dict[str, int] = {}
    dataset: str | None = None


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """An available voice: `speakers` are ids by name, `length_scale` is its default."""

    voice: Voice
    files: VoiceFiles
    speakers: Mapping[str, int]
    length_scale: float


@dataclass(frozen=True, slots=True)
class Listing:
    """The usable voices by name, and the problems of the others by name."""

    voices: Mapping[str, ListedVoice] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


def listing(models_dir: Path, folder: Path | None) -> Listing:
    """Find every voice; one in the user's folder takes precedence over its namesake in the store. Blocks."""
    voices: dict[str, ListedVoice] = {}
    problems: dict[str, str] = {}
    for files in _files(models_dir, folder):
        name = files.model.name.removesuffix(".onnx")
        if name in voices or name in problems:
            continue
        if not _NAME.fullmatch(name):
            problems[name] = f"{files.model} is left out: a voice's name is letters, digits, dots and hyphens"
            continue
        try:
            voices[name] = _read(name, files)
        except (OSError, ValueError) as error:
            problems[name] = f"{files.config} cannot be used: {_cause(error)}; {files.fix}"
    return Listing(voices, problems)


def language_tag(code: str) -> str:
    """Return a BCP 47 tag for Piper's `en_US` or espeak-ng's `en-us`."""
    parts = code.replace("_", "-").split("-")
    return "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])])  # noqa: PLR2004 - a region has two letters


def _files(models_dir: Path, folder: Path | None) -> Iterator[VoiceFiles]:
    if folder is not None:
        fix = f"replace it, or take the voice out of {folder}"
        for model in _models(folder):
            yield VoiceFiles(model, fix)
    store = ModelStore(models_dir)
    for name in store.names(ENGINE):
        for model in _models(store.path(ENGINE, name)):
            yield VoiceFiles(model, advice(repair(f"{ENGINE}/{name}", model.parent)))


def _models(folder: Path) -> list[Path]:
    """Return the models of a folder, also those with only the JSON."""
    if not folder.is_dir():
        return []
    names = {path.name for path in folder.glob("*.onnx")}
    names |= {path.name.removesuffix(".json") for path in folder.glob("*.onnx.json")}
    return [folder / name for name in sorted(names)]


def _read(name: str, files: VoiceFiles) -> ListedVoice:
    config = _VoiceConfig.model_validate_json(_text(files.config))
    if absent := [mark for mark in _MARKS if not config.phoneme_id_map.get(mark)]:
        raise ValueError(f"its phoneme_id_map has no {' '.join(absent)}")
    speakers: dict[str, int] = {}
    if config.num_speakers > 1:
        speakers = config.speaker_id_map or {str(number): number for number in range(config.num_speakers)}
    if wrong := [speaker for speaker, number in speakers.items() if not 0 <= number < config.num_speakers]:
        raise ValueError(f"its speaker {wrong[0]!r} has a number beyond its {config.num_speakers} speakers")
    voice = Voice(
        name=name,
        languages=(language_tag(config.language.code if config.language else config.espeak.voice),),
        description=_description(config) or name,
        speakers=tuple(sorted(speakers, key=lambda speaker: speakers[speaker])),
        license=_license(files.model.parent),
        rate=config.audio.sample_rate,
    )
    return ListedVoice(voice, files, speakers, config.inference.length_scale)


def _description(config: _VoiceConfig) -> str:
    language = config.language.name_english if config.language else ""
    if config.language and config.language.country_english:
        language = f"{language} ({config.language.country_english})"
    quality = f"{config.audio.quality} quality" if config.audio.quality else ""
    return ", ".join(part for part in (config.dataset, language, quality) if part)


def _license(folder: Path) -> str:
    """Return the license in a model card, else the catalogue's when it was pulled.

    Either is about one voice, so it is unknown for several in a folder.
    """
    if len(_models(folder)) != 1:
        return ""
    try:
        if match := _LICENCE.search(_text(folder / "MODEL_CARD")):
            return match[1].strip()[:_LONGEST_LICENCE]
    except (OSError, ValueError):
        pass  # there is no readable card
    pulled = manifest.read(folder)
    return pulled.license if pulled else ""


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(_LARGEST_TEXT + 1)
    if len(content) > _LARGEST_TEXT:
        raise ValueError(f"{path.name} is larger than {_LARGEST_TEXT} bytes")
    return content.decode()


def _cause(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is missing"
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}" if where else first["msg"]
    return str(error)
