"""What a loaded model is asked and answers. It runs in the isolated process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from wyoming_morgan.engines.tts.coqui.options import CoquiOptions
from wyoming_morgan.errors import EngineUnavailable, MorganError
from wyoming_morgan.settings import setting


class LoadRequest(NamedTuple):
    """Which model is loaded, and how; `languages` are those of the home."""

    options: CoquiOptions
    models_dir: Path
    languages: tuple[str, ...]


class CoquiDescription(NamedTuple):
    """What a loaded model is; speakers and languages are named as the model names them."""

    name: str
    kind: str
    version: str
    rate: int
    device: str
    speakers: tuple[str, ...]
    languages: tuple[str, ...]
    license: str


class SpeakRequest(NamedTuple):
    """One piece of text to speak; `speaker` is None where the model has only one."""

    text: str
    speaker: str | None
    language: str
    speed: float


class Chunk(NamedTuple):
    """16-bit mono PCM, and whether the stream has ended with it."""

    pcm: bytes
    last: bool


class SpeakingModel(Protocol):
    """A loaded VITS or XTTS model."""

    description: CoquiDescription
    streams: bool
    """Whether it gives audio before the whole piece is done."""

    def speak(self, request: SpeakRequest) -> Iterator[bytes]:
        """Speak, in 16-bit mono PCM."""


def device(options: CoquiOptions) -> str:
    """Return PyTorch's name of the device to load on: `auto` is the GPU if it exists, else the CPU.

    Raises:
        EngineUnavailable: the GPU is asked for and does not exist.
    """
    import torch

    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if options.device == "cpu" or (options.device == "auto" and options.device_index >= count):
        return "cpu"
    if options.device_index >= count:
        raise EngineUnavailable(
            f"the GPU {options.device_index} is configured, and PyTorch finds "
            f"{count or 'no'} GPU{'s' * (count > 1)}",
            hint=f"run: nvidia-smi; or set {setting('tts.engines.coqui.device')}: auto",
        )
    return f"cuda:{options.device_index}"


def broken(path: Path, remedy: str, error: BaseException) -> MorganError:
    """Return the error for a file that cannot be used; errors of Morgan's own stay as they are."""
    if isinstance(error, MorganError):
        return error
    first = (str(error) or type(error).__name__).strip().splitlines()[0]
    return EngineUnavailable(f"{path} cannot be loaded: {first}", hint=remedy)
