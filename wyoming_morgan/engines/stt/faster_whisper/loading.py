"""Loading a Whisper model: which device, which files, and what the libraries' errors mean."""

from __future__ import annotations

import logging
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.faster_whisper import device as whisper_device
from wyoming_morgan.engines.stt.faster_whisper import models as whisper_models
from wyoming_morgan.engines.stt.faster_whisper.decoder import WhisperDecoder
from wyoming_morgan.engines.stt.faster_whisper.device import Placement
from wyoming_morgan.engines.stt.faster_whisper.models import WhisperFolder
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions
from wyoming_morgan.errors import EngineUnavailable

_LOGGER = logging.getLogger(__name__)

_START = "<|startoftranscript|>"
_WARMUP_FRAMES = 1000
_WEIGHTS = "model.bin"


def load(
    options: FasterWhisperOptions,
    models_dir: Path,
    vocabulary: Vocabulary,
    languages: tuple[str, ...],
    calls: int,
) -> WhisperDecoder:
    """Load the model for `calls` at once in a home that speaks `languages`.

    Raises:
        EngineUnavailable: a library, the model, a file of it or the device is missing.
        OutOfMemory: it does not fit.
    """
    folder = whisper_models.require(options.model, models_dir)
    whisper_models.check(folder)
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # faster_whisper imports onnxruntime, which reads it
    import ctranslate2
    import faster_whisper

    model, placement = _load_somewhere(options, folder, calls, ctranslate2, faster_whisper)
    quick = model
    size = (folder.path / _WEIGHTS).stat().st_size
    if options.quick_guesses and (alone := whisper_device.place_of_guesses(placement, size)) is not None:
        quick = load_model(folder, alone, ctranslate2, faster_whisper)
    whisper_models.check_tokenizer(folder, model.hf_tokenizer.token_to_id(_START))
    return WhisperDecoder(
        model,
        placement,
        options,
        quick=quick,
        languages=languages,
        vocabulary=vocabulary,
        version=version("faster-whisper"),
    )


def _load_somewhere(
    options: FasterWhisperOptions, folder: WhisperFolder, calls: int, ctranslate2: Any, faster_whisper: Any
) -> tuple[Any, Placement]:
    """Load on the best device that works."""
    devices = whisper_device.devices(options, ctranslate2)
    for device in devices:
        try:
            placement = whisper_device.place(options, device, calls=calls, ctranslate2=ctranslate2)
            return load_model(folder, placement, ctranslate2, faster_whisper), placement
        except EngineUnavailable as error:
            if device == devices[-1]:
                raise
            _LOGGER.warning("faster-whisper computes on the CPU: %s", error)
    raise AssertionError("there is always a device to try")


def load_model(folder: WhisperFolder, placement: Placement, ctranslate2: Any, faster_whisper: Any) -> Any:
    """Return faster-whisper's model, from disk only.

    Raises:
        EngineUnavailable: a file is bad, or the GPU cannot be used.
        OutOfMemory: it does not fit.
    """
    try:
        model = faster_whisper.WhisperModel(
            str(folder.path),
            device=placement.device,
            device_index=list(placement.indices) if len(placement.indices) > 1 else placement.indices[0],
            compute_type=placement.compute_type,
            cpu_threads=placement.threads,
            num_workers=placement.workers,
            local_files_only=True,
        )
        if placement.device == "cuda":
            _warm_up(model, ctranslate2)
    except Exception as error:
        if no_memory := whisper_device.out_of_memory(error, folder.name, placement):
            raise no_memory from error
        if placement.device == "cuda" and _mentions_cuda(error):
            raise whisper_device.no_cuda(error) from error
        raise _bad_file(folder, error) from error
    return model


def _warm_up(model: Any, ctranslate2: Any) -> None:
    """Encode silence: CTranslate2 loads cuBLAS and cuDNN with its first computation."""
    import numpy as np

    silence = np.zeros((1, model.feature_extractor.mel_filters.shape[0], _WARMUP_FRAMES), dtype=np.float32)
    model.model.encode(ctranslate2.StorageView.from_array(silence), to_cpu=True)


def _mentions_cuda(error: Exception) -> bool:
    return any(word in str(error).lower() for word in ("cuda", "cublas", "cudnn", "nvidia"))


def _bad_file(folder: WhisperFolder, error: Exception) -> EngineUnavailable:
    """Return the error that names the file that a library could not read.

    The others were read already; besides CTranslate2's weights faster-whisper reads only the tokenizer.
    """
    file = "model.bin" if isinstance(error, RuntimeError | ValueError) else "tokenizer.json"
    return folder.unusable(file, f"cannot be used: {error}")
