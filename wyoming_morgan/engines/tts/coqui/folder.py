"""Coqui's models on disk: which folder is meant, and what its config.json says. Imports no PyTorch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.errors import EngineUnavailable, MorganError
from wyoming_morgan.models import manifest
from wyoming_morgan.models.paths import model_path
from wyoming_morgan.models.repair import repair
from wyoming_morgan.models.store import ModelStore
from wyoming_morgan.settings import setting

ENGINE = "coqui"
KINDS = ("vits", "xtts")
"""The architectures that need no further model, as `model` in config.json names them."""
ACCEPTED = manifest.LICENCE_ACCEPTED
"""The file in a model's folder that says that its license was accepted; `morgan models pull` writes it."""
CPML = "Coqui Public Model License 1.0.0 (non-commercial)"

_CONFIG = "config.json"
_WEIGHTS = ("model.pth", "model_file.pth", "model_file.pth.tar")
_OFFICIAL = "xtts_v2"
_MODEL = setting("tts.engines.coqui.model")
_ACCEPT = setting("tts.engines.coqui.accept_cpml")


@dataclass(frozen=True, slots=True)
class CoquiFolder:
    """A model's files. `languages` are named as the model names them; `remedy` is how to fix it."""

    path: Path
    config: Path
    weights: Path
    kind: str
    languages: tuple[str, ...]
    remedy: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name


def choose(model: str, models_dir: Path, languages: Sequence[str], *, accept_cpml: bool) -> CoquiFolder:
    """Find the model that is meant: by name, by path, or the first on disk that suits the home.

    `languages` are the home's. Without a name only models are taken whose license is accepted; one that
    speaks the home's first language goes before others.

    Raises:
        EngineUnavailable: it is missing, is not a Coqui model, or its license is not accepted.
        InvalidRequest: the name could lead out of the models' folder.
    """
    if model:
        folder = read(*_place(model, models_dir))
        require_license(folder, accept_cpml=accept_cpml)
        return folder
    folders = [folder for folder in _all(models_dir) if licensed(folder, accept_cpml=accept_cpml)]
    if not folders:
        raise EngineUnavailable(
            f"there is no Coqui model in {models_dir / ENGINE}",
            hint=advice("morgan models pull coqui/en-ljspeech-vits"),
        )
    suiting = [folder for folder in folders if speaks(folder, languages[0])]
    return (suiting or folders)[0]


def on_disk(model: str, models_dir: Path, languages: Sequence[str], *, accept_cpml: bool) -> bool:
    """Whether there is a model that speaks the home's first language, or the one that is named."""
    try:
        folder = choose(model, models_dir, languages, accept_cpml=accept_cpml)
    except MorganError:
        return False
    return bool(model) or speaks(folder, languages[0])


def read(path: Path, remedy: str) -> CoquiFolder:
    """Read a folder's config.json.

    Raises:
        EngineUnavailable: a file is missing or is not what it should be; the message names it.
    """
    config = path / _CONFIG
    try:
        content = json.loads(config.read_text(encoding="utf-8"))
        kind = str(content["model"]).lower()
        languages = _languages(content)
    except FileNotFoundError as error:
        raise EngineUnavailable(f"Coqui's model lacks {config}", hint=remedy) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise EngineUnavailable(
            f"{config} is not a valid Coqui configuration: {error!r}", hint=remedy
        ) from error
    if kind not in KINDS:
        raise EngineUnavailable(
            f"{config} is for a model of the kind {kind!r}, which Morgan does not support",
            hint="use a VITS or XTTS model; run: morgan models list",
        )
    weights = next((path / name for name in _WEIGHTS if (path / name).is_file()), None)
    if weights is None:
        raise EngineUnavailable(f"Coqui's model lacks {path / _WEIGHTS[0]}", hint=remedy)
    return CoquiFolder(path, config, weights, kind, languages, remedy)


def license_of(folder: CoquiFolder) -> str:
    """Return the license in a pulled model's manifest, else the one of its kind."""
    if pulled := manifest.read(folder.path):
        return pulled.license
    return CPML if folder.kind == "xtts" else ""


def licensed(folder: CoquiFolder, *, accept_cpml: bool) -> bool:
    """Whether the model may be used: XTTS only if its license was accepted."""
    return folder.kind != "xtts" or accept_cpml or (folder.path / ACCEPTED).is_file()


def require_license(folder: CoquiFolder, *, accept_cpml: bool) -> None:
    """Refuse a model whose license was not accepted.

    Raises:
        EngineUnavailable: the hint names the command that asks.
    """
    if not licensed(folder, accept_cpml=accept_cpml):
        raise EngineUnavailable(
            f"the license of XTTS, the {CPML}, was not accepted for {folder.path}",
            hint=f"{advice(f'morgan models pull {ENGINE}/{_OFFICIAL}')}, which asks; or set {_ACCEPT}: true",
        )


def speaks(folder: CoquiFolder, language: str) -> bool:
    """Whether a model speaks a language, whatever its region."""
    return primary(language) in [primary(own) for own in folder.languages]


def _place(model: str, models_dir: Path) -> tuple[Path, str]:
    """Return the folder that is meant, and what to do if it is broken."""
    if own := model_path(model):
        if not own.is_dir():
            raise EngineUnavailable(f"there is no folder {own}", hint=f"correct {_MODEL}")
        return own, f"put the model's files into {own} again"
    path = ModelStore(models_dir).find(ENGINE, model)
    if path is None:
        raise EngineUnavailable(
            f"Coqui's model {model} is not in {models_dir / ENGINE}",
            hint=advice(f"morgan models pull {ENGINE}/{model}"),
        )
    return path, _remedy(path, model)


def _remedy(path: Path, model: str) -> str:
    return advice(repair(f"{ENGINE}/{model}", path))


def _all(models_dir: Path) -> list[CoquiFolder]:
    """Return every model that can be read; a broken one is reported when it is asked for by name."""
    store = ModelStore(models_dir)
    folders: list[CoquiFolder] = []
    for name in store.names(ENGINE):
        try:
            path = store.path(ENGINE, name)
            folders.append(read(path, _remedy(path, name)))
        except EngineUnavailable:
            continue
    return folders


def _languages(config: dict[str, Any]) -> tuple[str, ...]:
    """Return the languages in the order in which the library looks for them."""
    if listed := config.get("languages"):
        return tuple(str(language) for language in listed)
    datasets = (dataset.get("language") for dataset in config.get("datasets") or ())
    if trained := sorted({str(language) for language in datasets if language}):
        return tuple(trained)
    return (str(config.get("phoneme_language") or "en"),)
