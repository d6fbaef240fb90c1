"""A model's config.json as the library's own configuration. It runs in the isolated process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wyoming_morgan.engines.tts.coqui.folder import CoquiFolder
from wyoming_morgan.engines.tts.coqui.types import broken
from wyoming_morgan.errors import EngineUnavailable

_BESIDE = {
    "d_vector_file": ("speakers.json", "speakers.pth"),
    "speakers_file": ("speaker_ids.json", "speaker_ids.pth"),
    "speaker_file": (),
    "language_ids_file": ("language_ids.json",),
}
"""Files that belong to a model, and what they are usually called (as in TTS/utils/manage.py)."""
_UNUSED = ("speaker_encoder_model_path", "speaker_encoder_config_path")
"""Files for cloning with VITS, which Morgan does not do."""


def library_config(folder: CoquiFolder) -> Any:
    """Return the configuration, its paths led to the files beside it: never to others, never to a network.

    Raises:
        EngineUnavailable: it or a file that belongs to it cannot be read.
    """
    from TTS.config import load_config

    try:
        config = load_config(folder.config)
    except Exception as error:
        raise broken(folder.config, folder.remedy, error) from error
    for part in (config, config.model_args):
        for field, usual in _BESIDE.items():
            if value := part.get(field):
                part[field] = _beside(folder, value, usual)
        for field in _UNUSED:
            if part.get(field):
                part[field] = ""
    return config


def _beside(folder: CoquiFolder, value: str | list[str], usual: tuple[str, ...]) -> str:
    from TTS.tts.utils.managers import load_file

    first = value if isinstance(value, str) else value[0]
    for name in (Path(first).name, *usual):
        if (path := folder.path / name).is_file():
            try:
                load_file(path)
            except Exception as error:
                raise broken(path, folder.remedy, error) from error
            return str(path)
    raise EngineUnavailable(f"Coqui's model lacks {folder.path / Path(first).name}", hint=folder.remedy)
