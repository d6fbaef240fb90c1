"""GPUs in the metrics. NVML needs a GPU and its driver: here a stand-in answers as its documentation says."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from tests.waiting import until
from wyoming_morgan.serving import gpus
from wyoming_morgan.serving.gpus import GpuReading, GpuWatch, installed_nvml


class NVMLError(Exception):
    """The base of the library's errors."""


class StandIn:
    """The functions of `pynvml` that are used, for one GPU; the units are NVML's: percent and bytes."""

    NVMLError = NVMLError

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken

    def nvmlInit(self) -> None:  # noqa: N802 - the library's name
        if self.broken:
            raise NVMLError("Driver Not Loaded")

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802 - the library's name
        return 1

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:  # noqa: N802 - the library's name
        return index

    def nvmlDeviceGetName(self, handle: int) -> bytes:  # noqa: N802 - the library's name
        return b"NVIDIA H200" if handle == 0 else b""

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Any:  # noqa: N802 - the library's name
        return SimpleNamespace(total=4_000 + handle, used=1_000, free=3_000)

    def nvmlDeviceGetUtilizationRates(self, handle: int) -> Any:  # noqa: N802 - the library's name
        return SimpleNamespace(gpu=37 + handle, memory=12)


async def test_a_gpu_is_read_in_the_units_of_prometheus() -> None:
    watch = GpuWatch(StandIn)
    watch.start()
    try:
        await until(lambda: bool(watch.readings))
        assert watch.readings == (GpuReading(0, "NVIDIA H200", 0.37, 1_000, 4_000),)
    finally:
        await watch.stop()


async def test_without_a_driver_there_are_no_gpus_and_the_library_is_not_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gpus, "_DEVICES", ())
    assert installed_nvml() is None
    watch = GpuWatch()
    watch.start()
    await asyncio.sleep(0)
    await watch.stop()
    assert watch.readings == ()


async def test_a_driver_that_does_not_answer_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    watch = GpuWatch(lambda: StandIn(broken=True))
    watch.start()
    await until(lambda: bool(caplog.messages))
    await watch.stop()
    assert caplog.messages == ["GPUs are not in the metrics: Driver Not Loaded"]
