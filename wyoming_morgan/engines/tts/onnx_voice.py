"""ONNX models of voices, opened and run with errors that name the file. Used in the isolated processes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.running.ram import is_full
from wyoming_morgan.errors import EngineFailed, EngineUnavailable, MorganError, OutOfMemory

CUDA = "CUDAExecutionProvider"
CPU = "CPUExecutionProvider"


@dataclass(frozen=True, slots=True)
class Hardware:
    """Where a model runs, as the engine's options say; `setting` is how messages name the option `device`."""

    device: str = "cpu"
    device_index: int = 0
    threads: int = 0
    setting: str = "device"

    def providers(self, available: Sequence[str]) -> list[str | tuple[str, dict[str, Any]]]:
        """Return ONNX Runtime's execution providers, the preferred one first, out of those it has.

        Raises:
            EngineUnavailable: the GPU is asked for, and this ONNX Runtime cannot use one.
        """
        if self.device == "cpu" or (self.device == "auto" and CUDA not in available):
            return [CPU]
        if CUDA not in available:
            raise EngineUnavailable(
                "this onnxruntime cannot use a GPU",
                hint=f"set {self.setting}: cpu, or replace onnxruntime; "
                + advice("pip install onnxruntime-gpu"),
            )
        # cuDNN's exhaustive search would run again for every length of text; its heuristics do not.
        return [(CUDA, {"device_id": self.device_index, "cudnn_conv_algo_search": "HEURISTIC"}), CPU]


def open_session(
    model: Path, hardware: Hardware, *, inputs: Collection[str], fix: str, content: bytes | None = None
) -> Any:
    """Open a model as an `onnxruntime.InferenceSession`; `inputs` are those it must have.

    With `content`, that is opened, a part of the model.

    Raises:
        EngineUnavailable: the file is missing, broken or of another kind, or there is no such GPU; `fix` is
            the hint for a bad file.
        OutOfMemory: it does not fit.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when onnxruntime is imported
    import onnxruntime

    providers = hardware.providers(onnxruntime.get_available_providers())
    if not model.is_file():
        raise EngineUnavailable(f"{model} is missing", hint=fix)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = hardware.threads
    # Threads that wait would keep the processor busy: a third of the time of a sentence, to no one's use.
    settings.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(content or str(model), settings, providers=providers)
    except Exception as error:  # onnxruntime's errors have no base of their own
        if is_full(error):
            raise _out_of_memory(model, hardware, error) from error
        # It begins with a code and the path: "[ONNXRuntimeError] : 7 : … Load model from … failed:Protobuf …"
        cause = _first_line(error).rpartition(" failed:")[2]
        raise EngineUnavailable(f"{model} is incomplete or not an ONNX model: {cause}", hint=fix) from error
    # It would keep a second copy of the weights, to open the model again when its providers change.
    session._model_bytes = None  # noqa: SLF001 - there is no other way to release it
    if hardware.device == "cuda" and CUDA not in session.get_providers():
        raise EngineUnavailable(
            f"the GPU {hardware.device_index} cannot be used: "
            "CUDA 12 and cuDNN 9, or the GPU itself, are missing",
            hint=f"install them, or set {hardware.setting}: cpu",
        )
    if absent := set(inputs) - {tensor.name for tensor in session.get_inputs()}:
        raise EngineUnavailable(
            f"{model} is a different kind of model: it has no input {', '.join(sorted(absent))}", hint=fix
        )
    return session


@contextmanager
def running(model: Path, hardware: Hardware, *, fix: str) -> Iterator[None]:
    """Name the file in every error while its model runs.

    Raises:
        OutOfMemory: there is not enough memory for it.
        EngineFailed: it failed otherwise.
    """
    try:
        yield
    except MorganError:
        raise
    except Exception as error:
        if is_full(error):
            raise _out_of_memory(model, hardware, error) from error
        cause = f"{type(error).__name__}: {_first_line(error)}"
        raise EngineFailed(f"{model} failed: {cause}", hint=f"if it happens again, {fix}") from error


def pcm_of(audio: Any, *, volume: float) -> bytes:
    """Return float samples as 16-bit mono PCM."""
    import numpy as np

    samples = np.clip(samples_of(audio) * volume, -1.0, 1.0)
    pcm: bytes = (samples * 32767.0).astype("<i2").tobytes()
    return pcm


def samples_of(audio: Any) -> Any:
    """Return what a model made as a row of float samples that are all numbers."""
    import numpy as np

    return np.nan_to_num(np.asarray(audio, dtype=np.float32).ravel())


def _out_of_memory(model: Path, hardware: Hardware, error: Exception) -> OutOfMemory:
    hint = "use a smaller model, or free some memory"
    if hardware.device != "cpu" and "CUDA" in str(error):
        return OutOfMemory(
            f"not enough GPU memory for {model}", hint=f"{hint}, or set {hardware.setting}: cpu"
        )
    return OutOfMemory(f"not enough memory for {model}", hint=hint)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
