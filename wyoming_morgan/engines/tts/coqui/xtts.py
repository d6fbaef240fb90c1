"""XTTS through the library `TTS`: audio while it is made, voices from the model and from recordings.

It runs in the isolated process.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from wyoming_morgan.advice import advice
from wyoming_morgan.audio import AudioFormat, decode, from_samples, to_samples
from wyoming_morgan.engines.tts.coqui.config import library_config
from wyoming_morgan.engines.tts.coqui.folder import CoquiFolder, license_of
from wyoming_morgan.engines.tts.coqui.options import CoquiOptions
from wyoming_morgan.engines.tts.coqui.types import CoquiDescription, SpeakRequest, broken
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, InvalidRequest
from wyoming_morgan.settings import setting

_SPEAKERS = "speakers_xtts.pth"
_VOCABULARY = "vocab.json"
_TRANSFORMERS = (5, 24)
"""The first version that coqui-tts 0.28 cannot stream with: it renamed `past_key_values`."""
_LONGEST_RECORDING = 120.0  # seconds

_XttsVoice = tuple[Any, Any]
"""A speaker for the decoder and the GPT: conditioning latents, an embedding."""


class Xtts:
    """A loaded XTTS model.

    Streams may take turns on it. The model keeps the prefix of one stream, so each stream's own is restored
    before its turn.
    """

    streams = True

    def __init__(self, folder: CoquiFolder, options: CoquiOptions, device: str) -> None:
        from TTS.tts.layers.xtts.tokenizer import (
            VoiceBpeTokenizer,
        )
        from TTS.tts.models.xtts import Xtts as Model

        _require_transformers()
        config = library_config(folder)
        speakers = _read_speakers(folder)
        vocabulary = _require(folder, _VOCABULARY)
        try:
            VoiceBpeTokenizer(vocabulary)
        except Exception as error:
            raise broken(vocabulary, folder.remedy, error) from error
        try:
            self._model: Any = Model(config)
            # The library's own rewrites files of the first format, and so breaks their checksums.
            self._model._load_checkpoint = _read_weights  # noqa: SLF001 - there is no public way
            self._model.load_checkpoint(
                config,
                checkpoint_dir=folder.path,
                checkpoint_path=folder.weights,
                vocab_path=vocabulary,
                eval=True,
            )
        except Exception as error:
            raise broken(folder.weights, folder.remedy, error) from error
        self._model.to(device)
        self._stream_tokens = options.stream_tokens
        self._sampling = {
            "temperature": config.temperature if options.temperature is None else options.temperature,
            "length_penalty": config.length_penalty,
            "repetition_penalty": config.repetition_penalty,
            "top_k": config.top_k,
            "top_p": config.top_p,
        }
        self._voices = {name: self._clone(path) for name, path in options.voices.items()} | speakers
        if not self._voices:
            raise EngineUnavailable(
                f"{folder.name} has no voice: {folder.path / _SPEAKERS} is missing",
                hint=f"{folder.remedy}; or set {setting('tts.engines.coqui.voices')}",
            )
        self.description = CoquiDescription(
            name=folder.name,
            kind=folder.kind,
            version=importlib.metadata.version("coqui-tts"),
            rate=config.audio.output_sample_rate,
            device=device,
            speakers=tuple(self._voices),
            languages=tuple(config.languages),
            license=license_of(folder),
        )

    def speak(self, request: SpeakRequest) -> Iterator[bytes]:
        """Speak a piece, in chunks of as many tokens as the options say.

        Raises:
            InvalidRequest: the library cannot read the text in this language.
            EngineUnavailable: the language needs a package that is not installed.
        """
        latents, embedding = self._voices[request.speaker or next(iter(self._voices))]
        for text in self._parts(request.text, request.language):
            stream = self._model.inference_stream(
                text,
                request.language,
                latents,
                embedding,
                stream_chunk_size=self._stream_tokens,
                speed=request.speed,
                **self._sampling,
            )
            yield from self._turns(stream)

    def _turns(self, stream: Iterator[Any]) -> Iterator[bytes]:
        inference = self._model.gpt.gpt_inference
        began_with = None
        while True:
            if began_with is not None:
                inference.store_prefix_emb(began_with)
            samples = next(stream, None)
            if samples is None:
                return
            began_with = inference.cached_prefix_emb
            yield from_samples(samples.detach().cpu().numpy().astype(np.float32).reshape(-1))

    def _parts(self, text: str, language: str) -> Iterator[str]:
        """Cut a text in halves until each is within the model's bound of tokens."""
        try:
            tokens = self._model.tokenizer.encode(text.strip().lower(), lang=language)
        except ImportError as error:
            raise EngineUnavailable(
                f"XTTS needs a further package to read {language!r}: {error}",
                hint=advice("pip install 'coqui-tts[languages]'"),
            ) from error
        except Exception as error:
            cause = str(error) or type(error).__name__
            raise InvalidRequest(
                f"XTTS cannot read this text out in {language!r}: {cause}",
                hint="write it in the voice's language, and long numbers in words",
            ) from error
        if len(tokens) < self._model.args.gpt_max_text_tokens or len(text) < 2:  # noqa: PLR2004 - not to be halved
            yield text
            return
        middle = len(text) // 2
        middle = text.rfind(" ", 1, middle) if " " in text[1:middle] else middle
        yield from self._parts(text[:middle], language)
        yield from self._parts(text[middle:], language)

    def _clone(self, path: Path) -> _XttsVoice:
        """Return the voice in a recording, of which XTTS uses some seconds."""
        import torch

        config = self._model.config
        pcm = AudioFormat(rate=config.audio.sample_rate, width=2, channels=1)
        try:
            recording = decode(path.read_bytes(), target=pcm, limit_seconds=_LONGEST_RECORDING)
            audio = torch.from_numpy(to_samples(recording.pcm))[None, : pcm.rate * config.max_ref_len]
            latents = self._model.get_gpt_cond_latents(
                audio.to(self._model.device), pcm.rate, config.gpt_cond_len, config.gpt_cond_chunk_len
            )
            return latents, self._model.get_speaker_embedding(audio.to(self._model.device), pcm.rate)
        except torch.OutOfMemoryError:
            raise
        except Exception as error:
            raise ConfigurationError(
                f"{path} cannot be cloned: {error}", hint="record one voice for some 10 seconds, as WAV"
            ) from error


def _read_speakers(folder: CoquiFolder) -> dict[str, _XttsVoice]:
    """Return the voices that came with the model, if any."""
    import torch

    path = folder.path / _SPEAKERS
    if not path.is_file():
        return {}
    try:
        read = torch.load(path, map_location="cpu", weights_only=True)
        return {
            str(name): (voice["gpt_cond_latent"], voice["speaker_embedding"]) for name, voice in read.items()
        }
    except Exception as error:
        raise broken(path, folder.remedy, error) from error


def _read_weights(path: Path) -> dict[str, Any]:
    import torch
    from TTS.tts.models.xtts import _legacy_safe_globals

    with _legacy_safe_globals():
        weights: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)["model"]
    return weights


def _require(folder: CoquiFolder, name: str) -> Path:
    path = folder.path / name
    if not path.is_file():
        raise EngineUnavailable(f"Coqui's model lacks {path}", hint=folder.remedy)
    return path


def _require_transformers() -> None:
    version = importlib.metadata.version("transformers")
    if tuple(int(part) for part in version.split(".")[:2]) >= _TRANSFORMERS:
        raise EngineUnavailable(
            f"XTTS does not work with transformers {version}", hint=advice("pip install 'transformers<5.24'")
        )
