"""The settings of onnx-asr."""

from __future__ import annotations

from typing import Annotated

from annotated_types import MinLen
from pydantic import StringConstraints

from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.engines.contract.options import Device, DeviceIndex, Threads, model_of

DEFAULT_MODEL = "parakeet-tdt-0.6b-v3"


class OnnxAsrOptions(EngineOptions):
    """Which model, and how it runs."""

    model: Annotated[str, model_of("onnx-asr"), MinLen(1)] = DEFAULT_MODEL
    """A model's name, as `morgan models list` shows it, or the path of a model's folder, which begins with
    `/`, `./`, `../` or `~`."""
    type: Annotated[str, StringConstraints(pattern=r"[A-Za-z0-9._/-]*")] = ""
    """The model's architecture as onnx-asr calls it, like `nemo-conformer-tdt`; unset takes it from the
    folder's name or its config.json."""
    quantization: Annotated[str, StringConstraints(pattern=r"[A-Za-z0-9_]+")] | None = None
    """Which of the model's files: `int8`, `fp16`, …; unset takes those on disk, full precision first."""
    device: Device = "auto"
    """`cpu`, `cuda`, or `auto`: an NVIDIA GPU where one can be used, else the CPU."""
    device_index: DeviceIndex = 0
    """Which GPU, as `nvidia-smi` numbers them."""
    threads: Threads = 0
    """CPU threads of one call; 0 leaves the choice to the engine, which takes one for each core."""
    providers: tuple[str, ...] = ()
    """onnxruntime's execution providers in place of `device`, the best first, such as
    `CoreMLExecutionProvider`."""

    language: str | None = None
    """The language of clients that name none, for models that take one (Canary, Whisper); unset lets Whisper
    detect it and is the home's first language for Canary."""
    force_language: str | None = None
    """The language of all speech, whatever the client names, for models that take one."""
    languages: tuple[str, ...] = ()
    """The languages of the model, as BCP 47 tags; unset is those known of it, or the home's."""
