"""The settings of Kokoro."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from annotated_types import Ge, Le, MinLen
from pydantic import AfterValidator

from wyoming_morgan.engines.contract.blends import parse_blend
from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.engines.contract.options import (
    RENAMED_GPU_KEYS,
    Device,
    DeviceIndex,
    OwnPath,
    Threads,
    model_of,
)
from wyoming_morgan.errors import MorganError
from wyoming_morgan.models.paths import model_path
from wyoming_morgan.settings import RenamedKey

_NAME = re.compile(r"\w[\w.-]*")


def _mixture(text: str) -> str:
    try:
        parse_blend(text)
    except MorganError as error:
        raise ValueError(str(error)) from error
    return text


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError("a voice's name is letters, digits, dots, hyphens and underscores")
    return text


def _as_path(path: str) -> str:
    return path if model_path(path) else f"./{path}"


class KokoroOptions(EngineOptions):
    """How Kokoro speaks."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (
        RenamedKey("model_file", "model", convert=_as_path),
        *RENAMED_GPU_KEYS,
    )

    voice: str | None = None
    """The default voice; if not set, the best of the home's language, `af_heart` for English."""
    blends: Mapping[Annotated[str, AfterValidator(_name)], Annotated[str, AfterValidator(_mixture)]] = {}
    """Your own voices, mixed from others: `my_voice: af_heart:0.6+bm_george:0.4`."""
    model: Annotated[str, model_of("kokoro"), MinLen(1)] = "v1.0"
    """A model's name, as `morgan models list` shows it, or the path of an `.onnx` file or of the folder that
    holds it, which begins with `/`, `./`, `../` or `~`."""
    voices_file: OwnPath | None = None
    """The file with the model's voices, a `.bin`; if not set, the one beside the model."""
    device: Device = "auto"
    """`cpu`, `cuda`, or `auto`: an NVIDIA GPU where one can be used, else the CPU. A GPU needs
    onnxruntime-gpu."""
    device_index: DeviceIndex = 0
    """Which GPU, as `nvidia-smi` numbers them."""
    threads: Threads = 0
    """CPU threads of one call; 0 leaves the choice to the engine, which takes one for each core."""
    sentence_pause: Annotated[float, Ge(0), Le(10)] = 0.25
    """Silence after a sentence, in seconds."""
    clause_pause: Annotated[float, Ge(0), Le(10)] = 0.1
    """Silence after a clause, in seconds."""
    volume: Annotated[float, Ge(0), Le(4)] = 1.0
    """Loudness, as a factor."""
