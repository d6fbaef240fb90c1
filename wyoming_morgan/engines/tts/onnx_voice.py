"""ONNX models of voices, opened and run with errors that name the file. Used in the isolated processes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wyoming_morgan.engines.running.ram import is_full
from wyoming_morgan.errors import EngineFailed, EngineUnavailable, MorganError, OutOfMemory

CUDA = "CUDAExecutionProvider"
CPU = "CPUExecutionProvider"

_NO_CUDA = "run: pip install onnxruntime-gpu in place of onnxruntime, or set cuda: false"


@dataclass(frozen=True, slots=True)
class Hardware:
    """What a model runs on: `threads` of the CPU (0: one for each core), or the GPU with index `device`."""

    cuda: bool = False
    device: int = 0
    threads: int = 0

    @property
    def providers(self) -> list[str | tuple[str, dict[str, Any]]]:
        """ONNX Runtime's execution providers, the preferred one first.

        cuDNN's exhaustive search would run anew for every length of text; its heuristics do not.
        """
        if not self.cuda:
            return [CPU]
        return [(CUDA, {"device_id": self.device, "cudnn_conv_algo_search": "HEURISTIC"}), CPU]


def open_session(model: Path, hardware: Hardware, *, inputs: Collection[str], mend: str) -> Any:
    """Open a model as an `onnxruntime.InferenceSession`; `inputs` are those it must have.

    Raises:
        EngineUnavailable: the file is missing, broken or of another kind, or there is no such GPU; `mend` is
            the hint that comes with a bad file.
        OutOfMemory: it does not fit.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when onnxruntime is imported
    import onnxruntime

    if hardware.cuda and CUDA not in onnxruntime.get_available_providers():
        raise EngineUnavailable("this onnxruntime cannot use a GPU", hint=_NO_CUDA)
    if not model.is_file():
        raise EngineUnavailable(f"{model} is missing", hint=mend)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = hardware.threads
    try:
        session = onnxruntime.InferenceSession(str(model), settings, providers=hardware.providers)
    except Exception as error:  # onnxruntime's errors have no base of their own
        if is_full(error):
            raise _out_of_memory(model, hardware) from error
        # It begins with a code and the path: "[ONNXRuntimeError] : 7 : … Load model from … failed:Protobuf …"
        cause = _first_line(error).rpartition(" failed:")[2]
        raise EngineUnavailable(f"{model} is no whole ONNX model: {cause}", hint=mend) from error
    if hardware.cuda and CUDA not in session.get_providers():
        raise EngineUnavailable(
            f"the GPU {hardware.device} cannot be used: CUDA 12 and cuDNN 9, or the GPU itself, are missing",
            hint="install them, or set cuda: false",
        )
    if absent := set(inputs) - {each.name for each in session.get_inputs()}:
        raise EngineUnavailable(
            f"{model} is a model of another kind: it takes no {', '.join(sorted(absent))}", hint=mend
        )
    return session


@contextmanager
def running(model: Path, hardware: Hardware, *, mend: str) -> Iterator[None]:
    """Name the file in whatever fails while its model runs.

    Raises:
        OutOfMemory: the memory does not suffice for it.
        EngineFailed: it failed otherwise.
    """
    try:
        yield
    except MorganError:
        raise
    except Exception as error:
        if is_full(error):
            raise _out_of_memory(model, hardware) from error
        told = f"{type(error).__name__}: {_first_line(error)}"
        raise EngineFailed(f"{model} failed: {told}", hint=f"if it comes again, {mend}") from error


def pcm_of(audio: Any, *, normalize: bool, volume: float) -> bytes:
    """Return float samples as 16-bit mono PCM; `normalize` brings the loudest to full scale first."""
    import numpy as np

    samples = np.nan_to_num(np.asarray(audio, dtype=np.float32).ravel())
    peak = float(np.abs(samples).max(initial=0.0))
    if normalize and peak > _SILENCE:
        samples = samples / peak
    pcm: bytes = (np.clip(samples * volume, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
    return pcm


def _out_of_memory(model: Path, hardware: Hardware) -> OutOfMemory:
    hint = "take a smaller model, or free some of it"
    if hardware.cuda:
        return OutOfMemory(
            f"the GPU's memory does not suffice for {model}", hint=f"{hint}, or set cuda: false"
        )
    return OutOfMemory(f"the memory does not suffice for {model}", hint=hint)


_SILENCE = 1e-8  # nothing to be heard; dividing by it would only make noise


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
