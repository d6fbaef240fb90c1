"""ONNX models of voices: what they run on, and what is said when they fail."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from wyoming_morgan.engines.tts.onnx_voice import Hardware, open_session, pcm_of, running
from wyoming_morgan.errors import EngineFailed, EngineUnavailable, OutOfMemory, UnknownVoice

NO_GPU = ["CPUExecutionProvider"]
GPU = ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]


def test_the_options_become_execution_providers() -> None:
    assert Hardware("cpu").providers(GPU) == ["CPUExecutionProvider"]
    assert Hardware("cpu", device_index=1).providers(GPU) == ["CPUExecutionProvider"]
    for device in ("auto", "cuda"):
        assert Hardware(device, device_index=1).providers(GPU) == [
            ("CUDAExecutionProvider", {"device_id": 1, "cudnn_conv_algo_search": "HEURISTIC"}),
            "CPUExecutionProvider",
        ]


def test_without_cuda_auto_is_the_cpu_and_cuda_is_refused() -> None:
    assert Hardware("auto").providers(NO_GPU) == ["CPUExecutionProvider"]
    with pytest.raises(EngineUnavailable, match=r"set x\.device: cpu, .* pip install onnxruntime-gpu"):
        Hardware("cuda", setting="x.device").providers(NO_GPU)


@pytest.mark.slow
def test_telemetry_is_off_before_the_library_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    with pytest.raises(EngineUnavailable, match=r"none\.onnx is missing .fix it"):
        open_session(tmp_path / "none.onnx", Hardware(), inputs=(), fix="fix it")
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"


def test_what_fails_while_a_model_runs_names_its_file() -> None:
    model = Path("voice.onnx")
    with (
        pytest.raises(EngineFailed, match=r"voice\.onnx failed: ValueError: one .if it happens again, fix"),
        running(model, Hardware(), fix="fix it"),
    ):
        raise ValueError("one\ntwo")
    with (
        pytest.raises(OutOfMemory, match=r"not enough GPU memory for voice\.onnx .*device: cpu"),
        running(model, Hardware("cuda"), fix="fix it"),
    ):
        raise RuntimeError("CUDA failure 2: out of memory")  # what onnxruntime says
    with (
        pytest.raises(OutOfMemory, match=r"not enough memory for voice\.onnx .use a smaller model"),
        running(model, Hardware(), fix="fix it"),
    ):
        raise MemoryError
    with pytest.raises(UnknownVoice), running(model, Hardware(), fix=""):
        raise UnknownVoice("no such voice")


def test_samples_become_pcm_whatever_they_are() -> None:
    def heard(samples: list[float], *, volume: float = 1.0) -> list[int]:
        pcm = pcm_of(np.array([[samples]], np.float32), volume=volume)
        return [int(sample) for sample in np.frombuffer(pcm, "<i2")]

    assert heard([0.0, 0.5, -1.0, 2.0]) == [0, 16383, -32767, 32767]
    assert heard([0.0, 0.5, -1.0], volume=0.5) == [0, 8191, -16383]
    assert heard([float("nan"), float("inf")]) == [0, 32767]
    assert heard([]) == []
