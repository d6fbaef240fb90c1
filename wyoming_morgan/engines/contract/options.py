"""The options that several engines have: one name, one type and one meaning for each.

`language` is the language of clients that name none; `force_language` replaces the one that they name.
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

_PATH_STARTS = ("/", "./", "../", "~")


def model_path(model: str) -> Path | None:
    """Return the path that the option `model` holds; None if it holds the name of a model.

    A path begins with `/`, `./`, `../` or `~`.
    """
    if model.startswith(_PATH_STARTS) or model in {".", ".."}:
        return Path(model).expanduser()
    return None


def _as_path(value: Any) -> str:
    text = str(value)
    return text if model_path(text) else f"./{text}"


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and str(value).isdecimal()


def _device_of_switch(value: Any) -> str:
    return "cuda" if str(value).lower() in {"true", "1", "yes", "on"} else "cpu"


RENAMED_GPU_KEYS = (
    RenamedKey("device", "device_index", convert=int, applies=_is_number),
    RenamedKey("cuda", "device", convert=_device_of_switch),
)
"""`cuda: true` and `device: 1`, as Kokoro and Piper had them."""

RENAMED_MODEL_FILE = RenamedKey("model_file", "model", convert=_as_path)
"""A model of the user's own, whose path may have been relative without saying so."""
