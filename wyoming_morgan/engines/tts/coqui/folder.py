"""Coqui's models on disk: which folder is meant, and what its config.json tells. Imports no PyTorch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.errors import EngineUnavailable, MorganError
from wyoming_morgan.models import manifest
from wyoming_morgan.models.store import ModelStore

ENGINE = "coqui"
KINDS = ("vits", "xtts")
"""The architectures that need no further model, as `model` in config.json tells them."""
ACCEPTED = manifest.LICENCE_ACCEPTED
"""The file in a model's folder that says that its license was accepted; `morgan models pull` writes it."""
CPML = "Coqui Public Model License 1.0.0 (non-commercial)"

_CONFIG = "config.json"
_WEIGHTS = ("model.pth", "model_file.pth", "model_file.pth.tar")
_OFFICIAL = "xtts_v2"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model's files. `languages` are named as the model names them; `remedy` mends what is broken in it."""

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


def choose(model: str, models_dir: Path, languages: Sequence[str], *, accept_cpml: bool) -> ModelFolder:
    """Find the model that is meant: by name, by path, or the first on disk that suits the home.

    `languages` are the home's. Without a name only models are taken whose license is accepted; one that
    speaks the home's first language goes before others.

    Raises:
        EngineUnavailable: it is not there, is no model of Coqui's, or its license is not accepted.
        InvalidRequest: the name could lead out of the models' folder.
    """
    if model:
        folder = read(*_place(model, models_dir))
        require_license(folder, accept_cpml=accept_cpml)
        return folder
    found = [folder for folder in _all(models_dir) if licensed(folder, accept_cpml=accept_cpml)]
    if not found:
        raise EngineUnavailable(
            f"no model of Coqui's is in {models_dir / ENGINE}",
            hint="run: morgan models pull coqui/en-ljspeech-vits",
        )
    suiting = [folder for folder in found if speaks(folder, languages[0])]
    return (suiting or found)[0]


def on_disk(model: str, models_dir: Path, languages: Sequence[str], *, accept_cpml: bool) -> bool:
    """Whether a model is there that speaks the home's first language, or the one that is named."""
    try:
        folder = choose(model, models_dir, languages, accept_cpml=accept_cpml)
    except MorganError:
        return False
    return bool(model) or speaks(folder, languages[0])


def read(path: Path, remedy: str) -> ModelFolder:
    """Read what a folder's config.json tells.

    Raises:
        EngineUnavailable: a file is missing or is not what it should be; the message names it.
    """
    config = path / _CONFIG
    try:
        told = json.loads(config.read_text(encoding="utf-8"))
        kind = str(told["model"]).lower()
        languages = _languages(told)
    except FileNotFoundError as error:
        raise EngineUnavailable(f"Coqui's model lacks {config}", hint=remedy) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise EngineUnavailable(f"{config} is no configuration of Coqui's: {error!r}", hint=remedy) from error
    if kind not in KINDS:
        raise EngineUnavailable(
            f"{config} is for a model of the kind {kind!r}, which Morgan does not speak with",
            hint="take a VITS or XTTS model; run: morgan models list",
        )
    weights = next((path / name for name in _WEIGHTS if (path / name).is_file()), None)
    if weights is None:
        raise EngineUnavailable(f"Coqui's model lacks {path / _WEIGHTS[0]}", hint=remedy)
    return ModelFolder(path, config, weights, kind, languages, remedy)


def license_of(folder: ModelFolder) -> str:
    """Return the license that a pulled model's manifest tells, else the one of its kind."""
    if pulled := manifest.read(folder.path):
        return pulled.license
    return CPML if folder.kind == "xtts" else ""


def licensed(folder: ModelFolder, *, accept_cpml: bool) -> bool:
    """Whether the model may be used: XTTS only if its license was accepted."""
    return folder.kind != "xtts" or accept_cpml or (folder.path / ACCEPTED).is_file()


def require_license(folder: ModelFolder, *, accept_cpml: bool) -> None:
    """Refuse a model whose license was not accepted.

    Raises:
        EngineUnavailable: the hint names the command that asks.
    """
    if not licensed(folder, accept_cpml=accept_cpml):
        raise EngineUnavailable(
            f"the license of XTTS, the {CPML}, was not accepted for {folder.path}",
            hint=f"run: morgan models pull {ENGINE}/{_OFFICIAL}, which asks; or set accept_cpml: true",
        )


def speaks(folder: ModelFolder, language: str) -> bool:
    """Whether a model speaks a language, whatever its region."""
    return primary(language) in [primary(known) for known in folder.languages]


def _place(model: str, models_dir: Path) -> tuple[Path, str]:
    """Return the folder that is meant, and what to do if it is broken."""
    told = Path(model).expanduser()
    if told.is_absolute():
        if not told.is_dir():
            raise EngineUnavailable(
                f"there is no folder {told}", hint="correct model under engines: coqui: in tts.yaml"
            )
        return told, f"put the model's files into {told} again"
    path = ModelStore(models_dir).find(ENGINE, model)
    if path is None:
        raise EngineUnavailable(
            f"Coqui's model {model} is not in {models_dir / ENGINE}",
            hint=f"run: morgan models pull {ENGINE}/{model}",
        )
    return path, _pull_again(model)


def _pull_again(model: str) -> str:
    return f"run: morgan models pull {ENGINE}/{model} --force"


def _all(models_dir: Path) -> list[ModelFolder]:
    """Return every model that can be read; the broken ones are told of when they are asked for by name."""
    store = ModelStore(models_dir)
    folders: list[ModelFolder] = []
    for name in store.names(ENGINE):
        try:
            folders.append(read(store.path(ENGINE, name), _pull_again(name)))
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
