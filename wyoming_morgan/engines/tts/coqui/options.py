"""The settings of Coqui's models."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from annotated_types import Ge, Gt, Le

from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.engines.contract.options import Device, DeviceIndex, OwnPath, model_of
from wyoming_morgan.settings import RenamedKey

_NUMBERED = re.compile(r"cuda:(\d{1,2})")


def _is_numbered(value: Any) -> bool:
    return isinstance(value, str) and _NUMBERED.fullmatch(value) is not None


def _number(value: str) -> int:
    return int(value.partition(":")[2])


def _without_number(value: str) -> str:
    return value.partition(":")[0]


class CoquiOptions(EngineOptions):
    """Which of Coqui's models speaks, and how."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (
        RenamedKey("device", "device", convert=_without_number, applies=_is_numbered),
        RenamedKey("device", "device_index", convert=_number, applies=_is_numbered),
    )

    model: Annotated[str, model_of("coqui")] = ""
    """A model's name, as `morgan models list` shows it, or the path of a folder with config.json and
    model.pth, which begins with `/`, `./`, `../` or `~`; if not set, the first on disk that speaks the
    home's language."""
    languages: tuple[str, ...] = ()
    """Languages that a multilingual model speaks, the default first; if not set, the home's."""
    device: Device = "auto"
    """`cpu`, `cuda`, or `auto`: an NVIDIA GPU where one can be used, else the CPU."""
    device_index: DeviceIndex = 0
    """Which GPU, as `nvidia-smi` numbers them."""
    rate: Annotated[int, Ge(8_000), Le(48_000)] | None = None
    """The sample rate of the audio in Hz; if not set, the model's own."""
    accept_cpml: bool = False
    """XTTS: the Coqui Public Model License, which allows no commercial use, is accepted."""
    voices: dict[str, OwnPath] = {}  # noqa: RUF012 - pydantic copies it for each instance
    """XTTS: recordings to clone, by the voice's name; these come before the model's own."""
    temperature: Annotated[float, Gt(0), Le(2)] | None = None
    """XTTS: how freely it speaks; if not set, the model's own."""
    stream_tokens: Annotated[int, Ge(1), Le(600)] = 20
    """XTTS: tokens of 46 ms in a chunk; fewer begin sooner and cost more."""
