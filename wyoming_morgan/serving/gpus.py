"""How busy the GPUs of this machine are, where NVIDIA's driver and its Python package are there.

NVML by the package nvidia-ml-py: https://docs.nvidia.com/deploy/nvml-api/
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

_LOGGER = logging.getLogger(__name__)

_LIBRARY = "pynvml"
_DEVICES = (Path("/dev/nvidiactl"), Path("/dev/dxg"))
"""What the driver of Linux makes, and that of Windows' subsystem for Linux."""
_SECONDS = 5.0
"""Between two looks: each takes some milliseconds of a thread."""


@dataclass(frozen=True, slots=True)
class GpuReading:
    """One GPU at one time."""

    number: int
    name: str
    utilization: float
    """Part of the time in which it worked, 0 to 1."""
    used_bytes: int
    total_bytes: int


def installed_nvml() -> ModuleType | None:
    """Import NVML's package if there is a driver for it; None if not."""
    if importlib.util.find_spec(_LIBRARY) is None or not any(device.exists() for device in _DEVICES):
        return None
    return importlib.import_module(_LIBRARY)


class GpuWatch:
    """Looks at the GPUs every few seconds, in a thread; without any, it does nothing."""

    def __init__(self, find: Callable[[], Any] = installed_nvml) -> None:
        """Prepare; `find` returns NVML's package, or None."""
        self._find = find
        self._watching: asyncio.Task[None] | None = None
        self.readings: tuple[GpuReading, ...] = ()
        """The latest ones."""

    def start(self) -> None:
        """Begin to look."""
        self._watching = asyncio.create_task(self._watch(), name="gpus")

    async def stop(self) -> None:
        """Look no longer."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})

    async def _watch(self) -> None:
        nvml = await asyncio.to_thread(self._find)
        if nvml is None:
            return
        try:
            await asyncio.to_thread(nvml.nvmlInit)
            while True:
                self.readings = await asyncio.to_thread(_read, nvml)
                await asyncio.sleep(_SECONDS)
        except nvml.NVMLError as error:
            _LOGGER.warning("GPUs are not in the metrics: %s", error)
            self.readings = ()


def _read(nvml: Any) -> tuple[GpuReading, ...]:
    readings = []
    for number in range(nvml.nvmlDeviceGetCount()):
        device = nvml.nvmlDeviceGetHandleByIndex(number)
        memory = nvml.nvmlDeviceGetMemoryInfo(device)
        name = nvml.nvmlDeviceGetName(device)
        readings.append(
            GpuReading(
                number,
                name.decode() if isinstance(name, bytes) else name,
                nvml.nvmlDeviceGetUtilizationRates(device).gpu / 100,
                memory.used,
                memory.total,
            )
        )
    return tuple(readings)
