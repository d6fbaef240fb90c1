"""The options that several engines have: one name, one type and one meaning for each.

`language` is the language of clients that name none; `force_language` replaces the one that they name.
`model` is the name of a model, or the path of one of the user's own: see `models.paths`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from pydantic import AfterValidator

from wyoming_morgan.settings import RenamedKey

Device = Literal["auto", "cpu", "cuda"]
"""Where an engine computes; `auto` is an NVIDIA GPU where one can be used, else the CPU."""

DeviceIndex = Annotated[int, Ge(0), Le(64)]
"""Which GPU, as `nvidia-smi` numbers them."""

Threads = Annotated[int, Ge(0), Le(256)]
"""CPU threads of one call; 0 leaves the choice to the engine."""

OwnPath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A file or folder of the user's own."""


def model_of(engine: str) -> AfterValidator:
    """Accept a model as `morgan models list` names it, `faster-whisper/base`, also without its engine."""
    return AfterValidator(lambda model: model.removeprefix(f"{engine}/"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _device_of_switch(value: Any) -> Any:
    return {True: "cuda", False: "cpu"}.get(value, value)


RENAMED_GPU_KEYS = (
    RenamedKey("device", "device_index", applies=_is_number),
    RenamedKey("cuda", "device", convert=_device_of_switch),
)
"""`cuda: true` and `device: 1`, as some engines had them."""
