"""The settings of Piper."""

from __future__ import annotations

from typing import Annotated, ClassVar

from annotated_types import Ge, Gt, Le

from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.engines.contract.options import (
    RENAMED_GPU_KEYS,
    Device,
    DeviceIndex,
    OwnPath,
    Threads,
    model_of,
)
from wyoming_morgan.settings import RenamedKey


class PiperOptions(EngineOptions):
    """How Piper speaks."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (
        RenamedKey("normalise", "normalize"),
        *RENAMED_GPU_KEYS,
    )

    voice: Annotated[str, model_of("piper")] | None = None
    """The default voice; if not set, one of the home's language."""
    folder: OwnPath | None = None
    """A folder with your own voices: `NAME.onnx` and `NAME.onnx.json` for each."""
    loaded_voices: Annotated[int, Ge(1), Le(100)] = 3
    """Voices kept in memory; the least recently used one is unloaded."""
    device: Device = "auto"
    """`cpu`, `cuda`, or `auto`: an NVIDIA GPU where one can be used, else the CPU. A GPU needs
    onnxruntime-gpu."""
    device_index: DeviceIndex = 0
    """Which GPU, as `nvidia-smi` numbers them."""
    threads: Threads = 0
    """CPU threads of one call; 0 leaves the choice to the engine, which takes one for each core."""
    rate: Annotated[int, Ge(8_000), Le(48_000)] = 22_050
    """The sample rate of the audio in Hz; voices made for another rate are resampled."""
    length_scale: Annotated[float, Gt(0), Le(10)] | None = None
    """How slowly it speaks; if not set, as the voice was made."""
    noise_scale: Annotated[float, Ge(0), Le(2)] | None = None
    """How much it varies; if not set, as the voice was made."""
    noise_w_scale: Annotated[float, Ge(0), Le(2)] | None = None
    """How much the length of sounds varies; if not set, as the voice was made."""
    sentence_silence: Annotated[float, Ge(0), Le(10)] = 0.25
    """Silence after a sentence, in seconds."""
    clause_silence: Annotated[float, Ge(0), Le(10)] = 0.1
    """Silence after a clause, in seconds."""
    normalize: bool = True
    """Whether every sentence is brought to the same loudness."""
    volume: Annotated[float, Ge(0), Le(2)] = 1.0
    """Loudness, as a factor."""
