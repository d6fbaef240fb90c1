"""Recognizers as ONNX files through onnx-asr: Parakeet, Canary, GigaAM, Vosk, T-one, Whisper.

They hear as long as the speech is, where Whisper hears 30 s of whatever length: on a CPU the quicker ones.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import Field

from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
    LoadedModel,
)
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.engines.running.lanes import Lanes
from wyoming_morgan.engines.stt.onnx_asr import binding
from wyoming_morgan.engines.stt.onnx_asr.models import LANGUAGES, abilities, known_as
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.models.store import ModelStore

_ENGINE = "onnx-asr"
_DEFAULT = "parakeet-tdt-0.6b-v3"


class OnnxAsrOptions(EngineOptions):
    """Which model, and how it runs."""

    model: str = Field(
        default=_DEFAULT,
        min_length=1,
        description="A model's name, as `morgan models list` shows it, or a folder: a path that begins with "
        "`/`, `./`, `../` or `~`.",
    )
    type: str = Field(
        default="",
        pattern=r"[A-Za-z0-9._/-]*",
        description="The model's architecture as onnx-asr calls it, like `nemo-conformer-tdt`; unset takes "
        "it from the folder's name or its config.json.",
    )
    quantization: str | None = Field(
        default=None,
        pattern=r"[A-Za-z0-9_]+",
        description="Which of the model's files: `int8`, `fp16`, …; unset takes what is on disk, full "
        "precision first.",
    )
    language: str | None = Field(
        default=None,
        description="What is spoken where the client does not tell, for models that are told (Canary, "
        "Whisper); unset lets Whisper find out and is the home's first language for Canary.",
    )
    languages: tuple[str, ...] = Field(
        default=(),
        description="What the model hears, as language tags; unset is what is known of it, or the home's "
        "languages.",
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="Where it runs; `auto` is the GPU if onnxruntime can use one."
    )
    device_index: int = Field(default=0, ge=0, description="Which GPU, counted from 0.")
    providers: tuple[str, ...] = Field(
        default=(),
        description="onnxruntime's execution providers, the best first, in place of `device`: "
        "`CoreMLExecutionProvider`, ….",
    )
    threads: int = Field(
        default=0, ge=0, description="Threads of one transcription; 0 is one for each processor."
    )


class OnnxAsr:
    """The recognizer. Names, terms and prompts are of no use to these models."""

    def __init__(self, options: OnnxAsrOptions, context: EngineContext) -> None:
        self._options = options
        self._home = context.languages
        folder = _folder(options, context)
        self._plan = binding.Plan(
            folder=folder,
            if_missing=_remedy(options, folder),
            if_broken=_remedy(options, folder, again=True),
            architecture=options.type,
            quantization=options.quantization,
            languages=options.languages,
            device=options.device,
            device_index=options.device_index,
            providers=options.providers,
            threads=options.threads,
        )
        self._lanes = Lanes(_ENGINE, partial(binding.load, self._plan), limits=context.limits)
        known = known_as(folder.name)
        languages = options.languages or LANGUAGES.get(known, ())
        self._abilities = abilities(options.type or known, languages)
        self._capabilities = self._describe(languages, "")

    @property
    def capabilities(self) -> SttCapabilities:
        """What it can do; complete after `load` for a model that its name does not tell of."""
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
        """Let the model go."""
        await self._lanes.close()

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe; what is longer than 30 s is cut where it is quiet.

        Raises:
            Busy, DeadlineExceeded, EngineFailed, EngineUnavailable: see `Lanes.run`.
            OutOfMemory: the machine's or the GPU's memory does not suffice.
        """
        return await self._lanes.run(
            binding.transcribe, pcm, options, self._language(options), speculative=options.speculative
        )

    def _language(self, options: TranscribeOptions) -> str | None:
        """Return the model's own code of what is spoken; None where the model has to find out."""
        known = {primary(tag) for tag in self._capabilities.languages}
        for wanted in (options.language, self._options.language):
            if wanted and (language := primary(wanted)) in known:
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
        )


def _is_folder(model: str) -> bool:
    return model.startswith(("/", "./", "../", "~"))


def _folder(options: OnnxAsrOptions, context: EngineContext) -> Path:
    """Return where the model lies, or would lie.

    Raises:
        InvalidRequest: the name could lead out of the folder of models.
    """
    if _is_folder(options.model):
        return Path(options.model).expanduser()
    return ModelStore(context.models_dir).path(_ENGINE, options.model)


def _remedy(options: OnnxAsrOptions, folder: Path, *, again: bool = False) -> str:
    if _is_folder(options.model):
        return f"put the model into {folder}, or correct model in stt.yaml"
    return f"run: morgan models pull {_ENGINE}/{options.model}" + (" --force" if again else "")


def _on_disk(options: OnnxAsrOptions, context: EngineContext) -> bool:
    """Tell whether the model is there and hears the home's first language, as far as that is known."""
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
    pull=f"morgan models pull {_ENGINE}/{_DEFAULT}",
    languages="25 European ones (parakeet-tdt-0.6b-v3, canary-1b-v2), or as the model",
    size="670 MB (parakeet-tdt-0.6b-v3, int8)",
    rate="16 kHz",
    proven="the library itself on small models of the shapes of Parakeet (TDT, CTC), Canary and Whisper "
    "that the tests make; no trained model was run",
)
