"""onnx-asr: finding a model's files, loading them, transcribing. Everything here runs in the worker.

onnx-asr downloads missing files from a hub. It only ever gets an existing folder and the order to stay
offline; then it reads nothing else.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wyoming_morgan.advice import advice
from wyoming_morgan.audio import SPEECH, Samples, to_samples
from wyoming_morgan.engines.contract.stt import TranscribedSegment, TranscribeOptions, Transcript
from wyoming_morgan.engines.running.ram import is_full
from wyoming_morgan.engines.stt.hearable import hearable
from wyoming_morgan.engines.stt.onnx_asr.models import LANGUAGES, Abilities, abilities, known_as
from wyoming_morgan.engines.stt.onnx_asr.options import OnnxAsrOptions
from wyoming_morgan.engines.stt.onnx_asr.words import Token, probability, segments
from wyoming_morgan.errors import EngineUnavailable, OutOfMemory
from wyoming_morgan.settings import setting

_LONGEST = 30.0
"""Seconds of one pass: Whisper's limit, and what onnx-asr recommends for the others."""
_SEARCHED = 10.0
"""Seconds before that in which the quietest place to cut is searched."""
_HOP = SPEECH.rate // 50  # samples: 20 ms

_QUANTIZATIONS = (None, "int8", "uint8", "fp16", "q4", "q4f16", "quantized", "bnb4")
"""The order in which files are searched where none is configured: full precision first."""

_TYPE = setting("stt.engines.onnx-asr.type")
_DEVICE = setting("stt.engines.onnx-asr.device")
_CUDA_INSTALL = "pip install 'wyoming-morgan[cuda]'"
_QUANTIZATION = setting("stt.engines.onnx-asr.quantization")

_LANGUAGE_TOKEN = re.compile(r"<\|([a-z]{2,3})\|>")


@dataclass(frozen=True, slots=True)
class OnnxAsrPlan:
    """What to load, and how."""

    options: OnnxAsrOptions
    folder: Path
    if_missing: str = ""
    """The hint if there is no such folder."""
    if_broken: str = ""
    """The hint if a file in it is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class OnnxAsrModel:
    """A loaded model."""

    adapter: Any
    """onnx-asr's, with timestamps."""
    languages: tuple[str, ...]
    """Empty if unknown."""
    abilities: Abilities
    description: str


def load(plan: OnnxAsrPlan) -> OnnxAsrModel:
    """Load a model and run it once, which shows that its files belong together.

    Raises:
        EngineUnavailable: a file is missing or broken; the message names it.
        OutOfMemory: the model does not fit.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime reads it when it is imported
    import onnxruntime
    from onnx_asr.loader import Manager

    if not plan.folder.is_dir():
        raise EngineUnavailable(f"there is no model at {plan.folder}", hint=plan.if_missing)
    architecture = _architecture(plan)
    quantization, files = _files(plan, architecture)
    own, single = onnxruntime.SessionOptions(), onnxruntime.SessionOptions()
    own.intra_op_num_threads = plan.options.threads
    single.intra_op_num_threads = 1  # the resamplers hardly ever have work
    providers = _providers(plan.options, onnxruntime.get_available_providers())
    try:
        model = Manager(
            sess_options=own,
            providers=providers,
            preprocessor_config={"max_concurrent_workers": 1},
            resampler_config={"sess_options": single, "providers": ["CPUExecutionProvider"]},
        ).create_asr(architecture, plan.folder, quantization=quantization, offline=True)
        adapter = model.with_timestamps()
        adapter.recognize(_some_noise())
    except Exception as error:
        if is_full(error):
            raise _out_of_memory(error) from error
        raise _broken(plan, files, error) from error
    _require_device(plan.options, adapter.asr, onnxruntime.InferenceSession)
    languages = (
        plan.options.languages or LANGUAGES.get(known_as(plan.folder.name), ()) or _token_languages(files)
    )
    return OnnxAsrModel(
        adapter,
        languages,
        abilities(architecture, languages),
        f"{architecture}, {quantization or 'full precision'}",
    )


def describe(model: OnnxAsrModel) -> tuple[tuple[str, ...], Abilities, str]:
    """Return a model's languages, abilities and description."""
    return model.languages, model.abilities, model.description


def transcribe(
    model: OnnxAsrModel, pcm: bytes, options: TranscribeOptions, language: str | None
) -> Transcript:
    """Transcribe 16 kHz, 16-bit, mono PCM. `language` is the model's own code; None lets it detect it.

    Raises:
        OutOfMemory: memory is full.
    """
    if not hearable(pcm):
        return Transcript("", language)
    arguments: dict[str, Any] = {"language": language} if model.abilities.takes_language else {}
    translated = options.translate and model.abilities.translates
    if translated:
        arguments["target_language"] = "en"
    texts: list[str] = []
    tokens: list[Token] = []
    timed: list[TranscribedSegment] = []
    for start, samples in _passes(to_samples(pcm[: len(pcm) // 2 * 2])):
        if not hearable(pcm[2 * start : 2 * (start + len(samples))]):
            continue
        result = _recognize(model, samples, arguments)
        texts.append(result.text.strip())
        own = list(_tokens(result, start / SPEECH.rate))
        tokens.extend(own)
        if options.timestamps or options.words:
            timed.extend(segments(own, with_words=options.words))
    return Transcript(
        text=" ".join(filter(None, texts)),
        language="en" if translated else language,
        confidence=probability(tokens) if tokens else None,
        segments=tuple(timed),
    )


def _recognize(model: OnnxAsrModel, samples: Samples, arguments: Mapping[str, Any]) -> Any:
    try:
        return model.adapter.recognize(samples, **arguments)
    except Exception as error:
        if is_full(error):
            raise _out_of_memory(error) from error
        raise


def _out_of_memory(error: Exception) -> OutOfMemory:
    return OutOfMemory(
        f"onnx-asr is out of memory: {error}",
        hint=f"use a smaller model, or set {_QUANTIZATION}: int8, or {_DEVICE}: cpu",
    )


def _tokens(result: Any, offset: float) -> Iterator[Token]:
    if result.tokens is None or result.timestamps is None or result.logprobs is None:
        return
    for text, start, log_probability in zip(result.tokens, result.timestamps, result.logprobs, strict=True):
        yield Token(text, offset + start, min(log_probability, 0.0))


def _passes(samples: Samples) -> Iterator[tuple[int, Samples]]:
    """Cut what is too long for one pass where it is quietest; yields the first sample's number, too."""
    longest, searched = int(_LONGEST * SPEECH.rate), int(_SEARCHED * SPEECH.rate)
    start = 0
    while len(samples) - start > longest:
        place = start + longest - searched
        hops = samples[place : start + longest].reshape(-1, _HOP)
        end = place + int(np.square(hops).sum(axis=1).argmin()) * _HOP
        yield start, samples[start:end]
        start = end
    yield start, samples[start:]


def _architecture(plan: OnnxAsrPlan) -> str:
    if plan.options.type:
        return plan.options.type
    if name := known_as(plan.folder.name):
        return name
    path = plan.folder / "config.json"
    try:
        architecture = json.loads(path.read_text(encoding="utf-8"))["model_type"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EngineUnavailable(
            f"{path} does not name the model's architecture: {error!r}",
            hint=f"{plan.if_broken}, or set {_TYPE}",
        ) from error
    return str(architecture)


def _files(plan: OnnxAsrPlan, architecture: str) -> tuple[str | None, dict[str, Path]]:
    """Return the quantization and the files of a model, all of which exist."""
    from onnx_asr.loader import create_asr_resolver
    from onnx_asr.utils import ModelLoadingError

    try:
        resolver = create_asr_resolver(architecture, plan.folder, offline=True)
    except ModelLoadingError as error:
        raise EngineUnavailable(
            f"onnx-asr has no architecture {architecture!r}, the one of {plan.folder}",
            hint=f"set {_TYPE} to a name that onnx-asr knows, like nemo-conformer-tdt",
        ) from error
    own = plan.options.quantization
    candidates = _QUANTIZATIONS if own is None else (own,)
    first: Exception | None = None
    for quantization in candidates:
        try:
            return quantization, resolver.resolve_model(quantization=quantization)
        except ModelLoadingError as error:
            first = first or error
    raise EngineUnavailable(str(first), hint=plan.if_broken) from first


def _providers(options: OnnxAsrOptions, available: Sequence[str]) -> list[Any]:
    names = options.providers or (() if options.device == "cpu" else ("CUDAExecutionProvider",))
    if absent := [name for name in names if name not in available]:
        if options.device == "auto" and not options.providers:
            return ["CPUExecutionProvider"]
        raise EngineUnavailable(
            f"this onnxruntime has no {', '.join(absent)}; it has {', '.join(available)}",
            hint=f"set {_DEVICE}: cpu, or replace onnxruntime; {advice('pip install onnxruntime-gpu')}",
        )
    providers = [(name, {"device_id": options.device_index}) if "CUDA" in name else name for name in names]
    return [*providers, *(() if "CPUExecutionProvider" in names else ("CPUExecutionProvider",))]


def _require_device(options: OnnxAsrOptions, asr: Any, session: Any) -> None:
    """Raise where onnxruntime fell back from the GPU that was asked for: it only logs that."""
    sessions = [value for value in vars(asr).values() if isinstance(value, session)]
    if options.device != "cuda" or options.providers:
        return
    if not all("CUDAExecutionProvider" in item.get_providers() for item in sessions):
        raise EngineUnavailable(
            "onnxruntime cannot use the GPU: CUDA or cuDNN is missing, or of another version",
            hint=f"set {_DEVICE}: cpu, or {advice(_CUDA_INSTALL)}",
        )


def _broken(plan: OnnxAsrPlan, files: Mapping[str, Path], error: Exception) -> EngineUnavailable:
    """Name the file that a load failed on, or all of them if that is unknown."""
    named = [path for path in files.values() if path.name in str(error) or not _readable(path)]
    which = ", ".join(str(path) for path in named or files.values())
    return EngineUnavailable(
        f"{which} cannot be loaded: {str(error) or type(error).__name__}", hint=plan.if_broken
    )


def _readable(path: Path) -> bool:
    """Return whether JSON or a vocabulary (lines of `token number`) can be read; true for other files."""
    try:
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".txt":
            lines = path.read_text(encoding="utf-8").splitlines()
            return bool(lines) and all(line.rpartition(" ")[2].isdecimal() for line in lines)
    except (OSError, ValueError):
        return False
    return True


def _token_languages(files: Mapping[str, Path]) -> tuple[str, ...]:
    """Return the languages of a Whisper model, whose vocabulary has a token for each."""
    if "added_tokens" not in files:
        return ()
    codes = _LANGUAGE_TOKEN.findall(files["added_tokens"].read_text(encoding="utf-8"))
    return tuple(sorted(set(codes), key=lambda language: (language != "en", language)))


def _some_noise() -> Samples:
    """Half a second of faint noise, always the same."""
    return (np.random.default_rng(0).standard_normal(SPEECH.rate // 2) * 0.001).astype(np.float32)
