"""VITS through the library `TTS`: a piece of text at once, by any of its speakers.

It runs in the isolated process.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from typing import Any

import numpy as np

from wyoming_morgan.audio import from_samples
from wyoming_morgan.engines.tts.coqui.config import library_config
from wyoming_morgan.engines.tts.coqui.folder import CoquiFolder, license_of
from wyoming_morgan.engines.tts.coqui.options import CoquiOptions
from wyoming_morgan.engines.tts.coqui.types import CoquiDescription, SpeakRequest, broken
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable
from wyoming_morgan.settings import setting


class Vits:
    """A loaded VITS model."""

    streams = False

    def __init__(self, folder: CoquiFolder, options: CoquiOptions, device: str) -> None:
        from TTS.tts.models.vits import Vits as Model

        if options.voices:
            raise ConfigurationError(
                f"{folder.name} is a VITS model, which cannot clone voices",
                hint=f"remove {setting('tts.engines.coqui.voices')}, or choose an XTTS model",
            )
        config = library_config(folder)
        try:
            self._model: Any = Model(config)
        except Exception as error:
            if "espeak" in str(error).lower():
                raise EngineUnavailable(
                    f"{folder.name} reads words with the program espeak-ng, which is not installed",
                    hint="run: apt install espeak-ng",
                ) from error
            raise broken(folder.config, folder.remedy, error) from error
        try:
            self._model.load_checkpoint(config, str(folder.weights), eval=True)
        except Exception as error:
            raise broken(folder.weights, folder.remedy, error) from error
        self._model.to(device)
        self._length_scale = self._model.length_scale
        speakers = self._model.speaker_manager
        self.description = CoquiDescription(
            name=folder.name,
            kind=folder.kind,
            version=importlib.metadata.version("coqui-tts"),
            rate=config.audio.sample_rate,
            device=device,
            speakers=tuple(speakers.speaker_names or speakers.embeddings_by_names) if speakers else (),
            languages=tuple(self._model.language_manager.name_to_id) or folder.languages,
            license=license_of(folder),
        )

    def speak(self, request: SpeakRequest) -> Iterator[bytes]:
        """Speak a piece; what the model has no sign for is skipped."""
        import torch

        tokenizer = self._model.tokenizer
        signs = set(tokenizer.text_to_ids(request.text, language=request.language))
        if signs <= {tokenizer.pad_id, tokenizer.blank_id}:
            return
        self._model.length_scale = self._length_scale / request.speed
        with torch.inference_mode():
            spoken = self._model.synthesize(request.text, speaker=request.speaker, language=request.language)
        yield from_samples(np.atleast_1d(spoken["wav"]).astype(np.float32))
