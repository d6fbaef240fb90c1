"""Devices, numbers and memory. There was no GPU: CTranslate2 is a stand-in that answers as with one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from wyoming_morgan.engines.stt.faster_whisper import device as whisper_device
from wyoming_morgan.engines.stt.faster_whisper import loading as whisper_loading
from wyoming_morgan.engines.stt.faster_whisper.device import Placement
from wyoming_morgan.engines.stt.faster_whisper.models import WhisperFolder
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions
from wyoming_morgan.errors import EngineUnavailable, OutOfMemory

AMPERE = {"float32", "float16", "bfloat16", "int8", "int8_float32", "int8_float16", "int8_bfloat16"}
PASCAL = {"float32", "int8", "int8_float32"}
CPU = {"int8", "int8_float32", "float32"}
FOLDER = WhisperFolder(Path("/models/base"), "base", "run: x")
GPU = Placement("cuda", (0,), "float16", 4, 2)


@dataclass
class CTranslate2:
    """Answers for a machine with these GPUs."""

    gpus: list[set[str]] = field(default_factory=list)

    def get_cuda_device_count(self) -> int:
        return len(self.gpus)

    def get_supported_compute_types(self, device: str, index: int) -> set[str]:
        return self.gpus[index] if device == "cuda" else CPU


@dataclass
class FasterWhisper:
    """Fails on the devices told, as the library does, else notes how a model was asked for."""

    failures: dict[str, Exception]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def WhisperModel(self, _path: str, **asked: Any) -> str:  # noqa: N802 - the library's name
        self.asked.append(asked)
        if asked["device"] in self.failures:
            raise self.failures[asked["device"]]
        return "model"


@pytest.mark.parametrize(
    ("supported", "device", "chosen"),
    [
        (CPU, "cpu", "int8"),
        ({"int8_float32", "float32"}, "cpu", "int8_float32"),
        ({"float32"}, "cpu", "float32"),
        (AMPERE, "cuda", "float16"),
        (AMPERE - {"float16"}, "cuda", "bfloat16"),
        (AMPERE - {"float16", "bfloat16"}, "cuda", "int8_float16"),
        (PASCAL, "cuda", "int8_float32"),
    ],
)
def test_auto_takes_the_best_numbers_that_the_hardware_computes_with(
    supported: set[str], device: str, chosen: str
) -> None:
    assert whisper_device.compute_type("auto", device, supported) == chosen


def test_numbers_that_the_hardware_cannot_compute_with_are_refused_with_those_it_can() -> None:
    with pytest.raises(EngineUnavailable, match="float16") as refused:
        whisper_device.compute_type("float16", "cpu", CPU)
    assert "float32, int8, int8_float32" in refused.value.hint


def test_auto_is_the_gpu_where_there_is_one() -> None:
    auto, cpu = FasterWhisperOptions(), FasterWhisperOptions(device="cpu")
    assert whisper_device.devices(auto, CTranslate2()) == ("cpu",)
    assert whisper_device.devices(auto, CTranslate2([AMPERE])) == ("cuda", "cpu")
    assert whisper_device.devices(cpu, CTranslate2([AMPERE])) == ("cpu",)


def test_several_gpus_share_the_calls_and_use_what_all_of_them_can() -> None:
    options = FasterWhisperOptions(device_index=(0, 2))
    placement = whisper_device.place(
        options, "cuda", calls=4, ctranslate2=CTranslate2([PASCAL, PASCAL, AMPERE])
    )
    assert placement.indices == (0, 2)
    assert placement.compute_type == "int8_float32"
    assert placement.workers == 2


def test_a_gpu_that_is_not_there_is_named() -> None:
    options = FasterWhisperOptions(device="cuda", device_index=3)
    with pytest.raises(EngineUnavailable, match="there is no GPU 3: this machine has 1"):
        whisper_device.place(options, "cuda", calls=2, ctranslate2=CTranslate2([AMPERE]))


def test_a_cpu_has_a_worker_for_each_call_and_shares_its_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_device, "cores", lambda: 8)
    places = [
        whisper_device.place(
            FasterWhisperOptions(device_index=5), "cpu", calls=calls, ctranslate2=CTranslate2()
        )
        for calls in (2, 4, 64)
    ]
    assert [(place.indices, place.workers, place.threads) for place in places] == [
        ((0,), 2, 8),
        ((0,), 4, 4),
        ((0,), 64, 1),
    ]


def test_guesses_of_a_small_model_are_made_by_a_copy_with_one_thread() -> None:
    cpu, small, large = Placement("cpu", (0,), "int8", 4, 2), 75_000_000, 145_000_000
    assert whisper_device.place_of_guesses(cpu, small) == Placement("cpu", (0,), "int8", 1, 2)
    for placement, size in ((cpu, large), (GPU, small), (replace(cpu, threads=1), small)):
        assert whisper_device.place_of_guesses(placement, size) is None


def test_the_library_is_asked_for_one_gpu_or_a_list() -> None:
    library = FasterWhisper({})
    for indices in ((1,), (0, 1)):
        placement = Placement("cpu", indices, "int8", 2, 2)
        assert whisper_loading.load_model(FOLDER, placement, None, library) == "model"
    assert [asked["device_index"] for asked in library.asked] == [1, [0, 1]]
    assert all(asked["local_files_only"] for asked in library.asked)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA failed with error out of memory"),
        RuntimeError("cuBLAS failed with status CUBLAS_STATUS_ALLOC_FAILED"),
        RuntimeError("std::bad_alloc"),
        MemoryError(),
    ],
    ids=str,
)
def test_memory_that_does_not_suffice_is_told_with_the_next_smaller_choice(error: Exception) -> None:
    with pytest.raises(OutOfMemory, match="GPU memory") as refused:
        whisper_loading.load_model(FOLDER, GPU, None, FasterWhisper({"cuda": error}))
    assert (
        refused.value.hint
        == "choose a smaller model: tiny, or set stt.engines.faster-whisper.compute_type: int8_float16"
    )
    assert not refused.value.retryable


@pytest.mark.parametrize(
    ("model", "device", "numbers", "hint"),
    [
        ("large-v3-turbo", "cuda", "int8_float16", "choose a smaller model: medium"),
        ("medium.en", "cpu", "int8", "choose a smaller model: small.en"),
        ("tiny", "cuda", "float16", "set stt.engines.faster-whisper.compute_type: int8_float16"),
        ("tiny", "cpu", "int8", "free some memory, or set stt.engines.faster-whisper.device: cpu"),
    ],
)
def test_the_remedy_fits_the_model(model: str, device: str, numbers: str, hint: str) -> None:
    error = whisper_device.out_of_memory(MemoryError(), model, Placement(device, (0,), numbers, 1, 1))
    assert error is not None
    assert error.hint == hint


def test_other_errors_are_not_about_memory() -> None:
    assert whisper_device.out_of_memory(RuntimeError("CUDA failed with error invalid"), "base", GPU) is None


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA failed with error CUDA driver version is insufficient for CUDA runtime version"),
        RuntimeError("Library libcublas.so.12 is not found or cannot be loaded"),
        RuntimeError("Unable to load any of {libcudnn_ops.so.9} Invalid handle"),
    ],
    ids=str,
)
def test_cuda_that_does_not_work_is_told_with_what_to_install(error: Exception) -> None:
    with pytest.raises(EngineUnavailable, match="no GPU can be used") as refused:
        whisper_loading.load_model(FOLDER, GPU, None, FasterWhisper({"cuda": error}))
    assert "wyoming-morgan[cuda]" in refused.value.hint
    assert "device: cpu" in refused.value.hint


def test_auto_falls_back_to_the_cpu_where_cuda_does_not_work(caplog: pytest.LogCaptureFixture) -> None:
    library = FasterWhisper({"cuda": RuntimeError("Library libcublas.so.12 is not found")})
    model, placement = whisper_loading._load_somewhere(
        FasterWhisperOptions(), FOLDER, 2, CTranslate2([AMPERE]), library
    )
    assert (model, placement.device, placement.compute_type) == ("model", "cpu", "int8")
    assert "libcublas" in caplog.text


def test_a_gpu_asked_for_by_name_is_not_replaced() -> None:
    with pytest.raises(EngineUnavailable, match="none that CUDA knows"):
        whisper_loading._load_somewhere(
            FasterWhisperOptions(device="cuda"), FOLDER, 2, CTranslate2(), FasterWhisper({})
        )
