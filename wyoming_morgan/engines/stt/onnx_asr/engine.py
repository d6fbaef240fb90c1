"""Recognizers as ONNX files through onnx-asr: Parakeet, Canary, GigaAM, Vosk, T-one, Whisper.

Their work grows with the length of the speech, where Whisper always encodes 30 s: on a CPU they are faster.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineSpec,
    LoadedModel,
)
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.engines.running.lanes import Lanes
from wyoming_morgan.engines.stt.onnx_asr import binding
from wyoming_morgan.engines.stt.onnx_asr.models import LANGUAGES, abilities, known_as
from wyoming_morgan.engines.stt.onnx_asr.options import DEFAULT_MODEL, OnnxAsrOptions
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.models.paths import model_path
from wyoming_morgan.models.repair import repair
from wyoming_morgan.models.store import ModelStore
from wyoming_morgan.settings import setting

_ENGINE = "onnx-asr"


class OnnxAsr:
    """The recognizer. These models ignore names, terms and prompts."""

    def __init__(self, options: OnnxAsrOptions, context: EngineContext) -> None:
        self._options = options
        self._home = context.languages
        folder = _folder(options, context)
        self._plan = binding.OnnxAsrPlan(
            options,
            folder,
            if_missing=_remedy(options, folder),
            if_broken=_remedy(options, folder, again=True),
        )
        self._lanes = Lanes(_ENGINE, partial(binding.load, self._plan), limits=context.limits)
        name = known_as(folder.name)
        languages = options.languages or LANGUAGES.get(name, ())
        self._abilities = abilities(options.type or name, languages)
        self._capabilities = self._describe(languages, "")

    @property
    def capabilities(self) -> SttCapabilities:
        """What it can do; for a model of unknown name complete after `load`."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its model."""
        return (replace(self._lanes.state, name=f"{_ENGINE}/{self._plan.folder.name}"),)

    async def load(self) -> None:
        """Load the model.

        Raises:
            EngineUnavailable: the library or a file of the model is missing or broken.
            OutOfMemory: it does not fit.
        """
        await self._lanes.load()
        languages, self._abilities, description = await self._lanes.run(binding.describe)
        self._capabilities = self._describe(languages, description)

    async def close(self) -> None:
        """Unload the model."""
        await self._lanes.close()

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe; anything longer than 30 s is cut where it is quiet.

        Raises:
            Busy, DeadlineExceeded, EngineFailed, EngineUnavailable: see `Lanes.run`.
            OutOfMemory: there is not enough memory, or GPU memory.
        """
        return await self._lanes.run(
            binding.transcribe, pcm, options, self._language(options), speculative=options.speculative
        )

    def _language(self, options: TranscribeOptions) -> str | None:
        """Return the model's own code of the language; None if the model detects it."""
        codes = {primary(tag) for tag in self._capabilities.languages}
        for tag in (self._options.force_language, options.language, self._options.language):
            if tag and (language := primary(tag)) in codes:
                return language
        if self._abilities.detects_language:
            return None
        return primary(self._capabilities.languages[0])

    def _describe(self, languages: tuple[str, ...], description: str) -> SttCapabilities:
        own = primary(self._home[0])
        return SttCapabilities(
            # The home's language first, where the model knows it; the sort is stable.
            languages=tuple(sorted(languages or self._home, key=lambda tag: primary(tag) != own)),
            model=self._plan.folder.name,
            model_description=description or self._plan.folder.name,
            version="",
            detects_language=self._abilities.detects_language,
            translates=self._abilities.translates,
            timestamps=self._abilities.timestamps,
            word_probabilities=self._abilities.timestamps,
        )


def _folder(options: OnnxAsrOptions, context: EngineContext) -> Path:
    """Return the model's folder, which need not exist.

    Raises:
        InvalidRequest: the name could lead out of the folder of models.
    """
    return model_path(options.model) or ModelStore(context.models_dir).path(_ENGINE, options.model)


def _remedy(options: OnnxAsrOptions, folder: Path, *, again: bool = False) -> str:
    if model_path(options.model):
        return f"put the model into {folder}, or correct {setting('stt.engines.onnx-asr.model')}"
    model = f"{_ENGINE}/{options.model}"
    return advice(repair(model, folder) if again else f"morgan models pull {model}")


def _on_disk(options: OnnxAsrOptions, context: EngineContext) -> bool:
    """Return whether the model exists and supports the home's first language, as far as that is known."""
    try:
        folder = _folder(options, context)
    except InvalidRequest:
        return False
    languages = options.languages or LANGUAGES.get(known_as(folder.name), ())
    home = primary(context.languages[0])
    return folder.is_dir() and (not languages or home in languages)


SPEC = EngineSpec(
    kind=EngineKind.STT,
    name=_ENGINE,
    summary="Parakeet, Canary, GigaAM and others through onnx-asr",
    attribution=Attribution("Ilya Stupakov", "https://github.com/istupakov/onnx-asr"),
    license="MIT",
    create=OnnxAsr,
    options=OnnxAsrOptions,
    requires=("onnx_asr", "onnxruntime"),
    install="pip install 'wyoming-morgan[onnx-asr]'",
    automatic=True,
    rank=40,
    model_on_disk=_on_disk,
    pull=f"morgan models pull {_ENGINE}/{DEFAULT_MODEL}",
    languages="25 European ones (parakeet-tdt-0.6b-v3, canary-1b-v2), or as the model",
    size="670 MB (parakeet-tdt-0.6b-v3, int8)",
    rate="16 kHz",
    proven="the library itself on small models of the shapes of Parakeet (TDT, CTC), Canary and Whisper "
    "that the tests make; no trained model was run",
)
