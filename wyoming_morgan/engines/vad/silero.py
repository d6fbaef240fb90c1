"""Silero VAD v6 on onnxruntime, with the model of the `silero-vad` package or of `faster-whisper`.

The model takes windows of 512 samples (32 ms at 16 kHz), each after the last 64 samples before it, and two
state tensors; consecutive windows of one stream share a call. Neither package is imported: one would
load PyTorch, the other CTranslate2.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wyoming_morgan.advice import advice
from wyoming_morgan.audio import SPEECH, Samples, to_samples
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
    LoadedModel,
    WorkLimits,
)
from wyoming_morgan.engines.contract.vad import VadCapabilities
from wyoming_morgan.engines.running.worker import Worker
from wyoming_morgan.errors import EngineUnavailable

_WINDOW = 512  # samples
_CONTEXT = 64  # samples
_STATE_SHAPE = (1, 1, 128)

_INLINE = 16
"""Windows (0.5 s) that are cheap enough for the event loop: about 2 ms."""
_BLOCK = 256
"""Windows (8 s) of one call off the loop: about 30 ms, and a few MB of intermediate tensors."""

_BUNDLED_VERSION = "6.0"
"""The version in faster-whisper 1.2: its probabilities are those of the silero-vad 6.0.0 package."""


class SileroModel(StrEnum):
    """Which package's model is used."""

    AUTO = "auto"
    """The official one where it is installed, else the bundled one."""
    BUNDLED = "bundled"
    """Of faster-whisper."""
    OFFICIAL = "official"
    """Of silero-vad."""


class SileroOptions(EngineOptions):
    """How speech is detected."""

    model: SileroModel = SileroModel.AUTO
    """`official` is the model of the silero-vad package, `bundled` that of faster-whisper; `auto` takes the
    official one where it is installed."""


class Silero:
    """The detector. Its streams share the model and have separate states."""

    def __init__(self, limits: WorkLimits, model: SileroModel = SileroModel.AUTO) -> None:
        # A few megabytes; unloading would cost the first word of the next turn.
        self._worker = Worker("silero", partial(_load_model, model), limits=replace(limits, idle_unload=None))
        self._model: _LoadedSilero | None = None
        self._capabilities = _capabilities(_BUNDLED_VERSION)

    @property
    def capabilities(self) -> VadCapabilities:
        """What it can do; answered from memory. The version is known after `load`."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its model."""
        return (self._worker.state,)

    async def load(self) -> None:
        """Load the model.

        Raises:
            EngineUnavailable: onnxruntime or the model file is missing.
        """
        await self._worker.load()
        self._model = await self._worker.run(_itself)
        self._capabilities = _capabilities(self._model.version)

    async def close(self) -> None:
        """Unload the model."""
        self._model = None
        await self._worker.close()

    def open(self) -> _SileroStream:
        """Begin a stream with fresh state."""
        return _SileroStream(self)

    async def infer(self, windows: Samples, state: _SileroState) -> tuple[Samples, _SileroState]:
        """Return the probabilities of windows in a row, shaped (n, 576), and the state after them."""
        if self._model is not None and len(windows) <= _INLINE:
            return _infer(self._model, windows, state)
        return await self._worker.run(_infer, windows, state)


class _SileroStream:
    """One stream's state. One call at a time; a stream whose call was cancelled is over."""

    def __init__(self, detector: Silero) -> None:
        self._detector = detector
        self._state = _SileroState(
            np.zeros(_STATE_SHAPE, dtype=np.float32), np.zeros(_STATE_SHAPE, dtype=np.float32)
        )
        self._buffer = bytearray(_CONTEXT * SPEECH.width)

    async def process(self, pcm: bytes) -> Sequence[float]:
        """Return one probability per window that `pcm` completes."""
        self._buffer += pcm
        probabilities: list[float] = []
        while windows := self._whole_windows(limit=_BLOCK):
            samples = to_samples(bytes(self._buffer[: (_CONTEXT + windows * _WINDOW) * SPEECH.width]))
            overlapping = np.lib.stride_tricks.sliding_window_view(samples, _CONTEXT + _WINDOW)[::_WINDOW]
            del self._buffer[: windows * _WINDOW * SPEECH.width]
            block, self._state = await self._detector.infer(np.ascontiguousarray(overlapping), self._state)
            probabilities += block.tolist()
        return probabilities

    def _whole_windows(self, *, limit: int) -> int:
        samples = len(self._buffer) // SPEECH.width - _CONTEXT
        return min(samples // _WINDOW, limit)


@dataclass(frozen=True, slots=True)
class _SileroState:
    """The two state tensors, named as in the model."""

    h: npt.NDArray[np.float32]
    c: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _LoadedSilero:
    session: Any
    version: str


def _infer(model: _LoadedSilero, windows: Samples, state: _SileroState) -> tuple[Samples, _SileroState]:
    probabilities, h, c = model.session.run(
        ("speech_probs", "hn", "cn"), {"input": windows, "h": state.h, "c": state.c}
    )
    return probabilities.reshape(-1), _SileroState(h, c)


def _itself(model: _LoadedSilero) -> _LoadedSilero:
    return model


def _load_model(choice: SileroModel) -> _LoadedSilero:
    official = _official() if choice is not SileroModel.BUNDLED else None
    if official is None and choice is SileroModel.OFFICIAL:
        raise EngineUnavailable(
            "the official Silero model is missing: it comes with silero-vad 6.2.3 or newer",
            hint=advice("pip install 'wyoming-morgan[torch]'"),
        )
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime reads it when it is imported
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # would keep the memory of one large block
    options.log_severity_level = 3  # errors
    session = onnxruntime.InferenceSession(
        str(official or _bundled()), sess_options=options, providers=["CPUExecutionProvider"]
    )
    return _LoadedSilero(session, version("silero-vad") if official else _BUNDLED_VERSION)


def _official() -> Path | None:
    """Find the variant of the official model that takes many windows of a stream in one call.

    Its probabilities are those of `silero_vad.onnx` beside it, to the last bit.
    """
    return _in_package("silero_vad", "data/silero_vad_16k_sequence.onnx")


def _bundled() -> Path:
    if path := _in_package("faster_whisper", "assets/silero_vad_v6.onnx"):
        return path
    raise EngineUnavailable(
        "the Silero model is missing from the faster-whisper package",
        hint=advice("pip install --force-reinstall faster-whisper"),
    )


def _in_package(package: str, file: str) -> Path | None:
    """Find a file of a package without importing it."""
    return next((path for folder in _folders(package) if (path := folder / file).is_file()), None)


def _folders(package: str) -> Iterator[Path]:
    spec = importlib.util.find_spec(package)
    yield from map(Path, (spec and spec.submodule_search_locations) or ())


def _capabilities(version: str) -> VadCapabilities:
    return VadCapabilities(window_seconds=_WINDOW / SPEECH.rate, model="silero-vad", version=version)


def _create(options: SileroOptions, context: EngineContext) -> Silero:
    return Silero(context.limits, options.model)


SPEC = EngineSpec(
    kind=EngineKind.VAD,
    name="silero",
    summary="Silero VAD v6, a small neural network; separates speech from noise in 32 ms windows",
    attribution=Attribution("Silero Team", "https://github.com/snakers4/silero-vad"),
    license="MIT",
    create=_create,
    options=SileroOptions,
    requires=("onnxruntime", "faster_whisper"),
    install="pip install onnxruntime faster-whisper",
    automatic=True,
    languages="any",
    size="1.3 MB, in its package",
    rate="16 kHz",
    proven="62 recordings; both models give the same verdict for 98 % of the windows",
)
