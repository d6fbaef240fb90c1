"""Where Whisper computes, with which number format, and its errors where memory runs out."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.running.ram import is_full
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions
from wyoming_morgan.errors import EngineUnavailable, OutOfMemory
from wyoming_morgan.settings import setting

_BEST = {
    "cpu": ("int8", "int8_float32", "float32"),
    "cuda": ("float16", "bfloat16", "int8_float16", "int8_bfloat16", "int8_float32", "int8", "float32"),
}
"""The types that `compute_type: auto` tries, by device: the fastest with next to no loss first."""

_MOST_THREADS = 8
"""Whisper's layers are too small to benefit from more."""

_DEVICE = setting("stt.engines.faster-whisper.device")
_CUDA_INSTALL = "pip install 'wyoming-morgan[cuda]'"
_DEVICE_INDEX = setting("stt.engines.faster-whisper.device_index")
_COMPUTE_TYPE = setting("stt.engines.faster-whisper.compute_type")

_MOST_BYTES_TWICE = 100 * 1024 * 1024
"""Of the weights of a model that may be in memory twice: those of `tiny`."""

_SMALLER = ("large", "medium", "small", "base", "tiny")


@dataclass(frozen=True, slots=True)
class Placement:
    """How a model is placed, in CTranslate2's terms. `workers` is for each GPU."""

    device: str
    indices: tuple[int, ...]
    compute_type: str
    threads: int
    workers: int


def place(options: FasterWhisperOptions, device: str, *, calls: int, ctranslate2: Any) -> Placement:
    """Return the placement for `calls` at once on `cpu` or `cuda`.

    Raises:
        EngineUnavailable: there is no such GPU, or it does not support the compute type.
    """
    indices = options.device_index if isinstance(options.device_index, tuple) else (options.device_index,)
    if device == "cpu":
        indices = (0,)
    else:
        _require_gpus(indices, ctranslate2)
    supported: set[str] = set.intersection(
        *(set(ctranslate2.get_supported_compute_types(device, index)) for index in indices)
    )
    return Placement(
        device=device,
        indices=indices,
        compute_type=compute_type(options.compute_type, device, supported),
        threads=options.threads or max(1, min(_MOST_THREADS, 2 * cores() // calls)),
        workers=-(-calls // len(indices)),
    )


def place_of_guesses(placement: Placement, weights_bytes: int) -> Placement | None:
    """Return where a second copy of a model is placed that writes quick guesses; None if it is of no use.

    On a CPU two threads take longer than one for the little that a small model writes of a short window:
    tiny.en, int8, 0.14 s instead of 0.09 s on two cores of an AMD EPYC. A larger one gains nothing.
    """
    if placement.device != "cpu" or placement.threads == 1 or weights_bytes > _MOST_BYTES_TWICE:
        return None
    return replace(placement, threads=1)


def devices(options: FasterWhisperOptions, ctranslate2: Any) -> tuple[str, ...]:
    """Return the devices to try, the best first."""
    if options.device != "auto":
        return (options.device,)
    return ("cuda", "cpu") if ctranslate2.get_cuda_device_count() > 0 else ("cpu",)


def compute_type(configured: str, device: str, supported: Collection[str]) -> str:
    """Return the number format to compute with.

    Raises:
        EngineUnavailable: the device does not support the configured one.
    """
    if configured == "auto":
        return next((name for name in _BEST[device] if name in supported), "float32")
    if configured in supported:
        return configured
    raise EngineUnavailable(
        f"the {device} of this machine does not compute with {configured}",
        hint=f"set {_COMPUTE_TYPE} to auto or one of {', '.join(sorted(supported))}",
    )


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def out_of_memory(error: BaseException, model: str, placement: Placement) -> OutOfMemory | None:
    """Return the error to report where a library ran out of memory, else None."""
    if not is_full(error):
        return None
    where = "GPU memory" if placement.device == "cuda" else "memory"
    return OutOfMemory(
        f"the model {model} does not fit into the {where} that is left", hint=_remedy(model, placement)
    )


def no_cuda(error: BaseException) -> EngineUnavailable:
    """Return the error to report where the configured GPU cannot be used."""
    return EngineUnavailable(
        f"no GPU can be used: {error}",
        hint=f"check the driver with nvidia-smi, set {_DEVICE}: cpu, or {advice(_CUDA_INSTALL)}",
    )


def _require_gpus(indices: tuple[int, ...], ctranslate2: Any) -> None:
    count: int = ctranslate2.get_cuda_device_count()
    if not count:
        raise no_cuda(RuntimeError("this machine has none that CUDA knows"))
    if absent := [index for index in indices if index >= count]:
        raise EngineUnavailable(
            f"there is no GPU {absent[0]}: this machine has {count}",
            hint=f"set {_DEVICE_INDEX} below {count}; nvidia-smi lists them",
        )


def _remedy(model: str, placement: Placement) -> str:
    remedies = [f"choose a smaller model: {smaller}"] if (smaller := _next_smaller(model)) else []
    if placement.device == "cuda" and not placement.compute_type.startswith("int8"):
        remedies.append(f"set {_COMPUTE_TYPE}: int8_float16")
    return ", or ".join(remedies or [f"free some memory, or set {_DEVICE}: cpu"])


def _next_smaller(model: str) -> str | None:
    """Return the next smaller size, with `.en` where the model has it."""
    for size, smaller in pairwise(_SMALLER):
        if size in model:
            return smaller + (".en" if model.endswith(".en") else "")
    return None
