"""Small models for engines that need one, so that what every engine promises is held against them, too.

An engine's entry puts its model into `models_dir`, where `morgan models pull` would put it, and returns the
options that find it there; none if the engine's own defaults do. It is called before every test of the
contract with the same folder, so it does nothing where the model lies already, and it calls `pytest.skip`
where the model cannot be had.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

MODELS = Path(__file__).resolve().parent.parent / "assets"
"""Models that the project made and keeps."""

WEIGHTS = "MORGAN_TEST_WEIGHTS"
"""The variable that names a folder with trained models: the contract is held against those then."""


def whisper(models_dir: Path) -> Mapping[str, Any]:
    """The nano Whisper, in the place of the default model."""
    kept, place = MODELS / "whisper-nano", models_dir / "faster-whisper" / "base"
    if not kept.is_dir():
        pytest.skip("the nano Whisper is not in tests/assets")
    if not place.exists():
        shutil.copytree(kept, place)
    return {}


def parakeet(models_dir: Path) -> Mapping[str, Any]:
    """A model of Parakeet's shape that hears tones, in the place of the default model."""
    pytest.importorskip("onnx", reason="onnx, which makes the model, is not installed")
    from tests.engines.stt.onnx_asr.small_models import make_tdt  # noqa: PLC0415 - needs onnx

    if not (place := models_dir / "onnx-asr" / "parakeet-tdt-0.6b-v3").exists():
        make_tdt(place)
    return {}


def piper(models_dir: Path) -> Mapping[str, Any]:
    """A small voice of Piper's format."""
    pytest.importorskip("onnx", reason="onnx, which makes the voice, is not installed")
    from tests.assets.make_voices import make_piper  # noqa: PLC0415 - needs onnx

    if not (place := models_dir / "piper" / "en_US-small-low").exists():
        make_piper(place, place.name)
    return {}


def kokoro(models_dir: Path) -> Mapping[str, Any]:
    """A small model of Kokoro's format, in the place of the default model."""
    pytest.importorskip("onnx", reason="onnx, which makes the model, is not installed")
    from tests.assets.make_voices import make_kokoro  # noqa: PLC0415 - needs onnx

    if not (place := models_dir / "kokoro" / "v1.0").exists():
        make_kokoro(place)
    return {}


def _trained(engine: str, name: str, options: Mapping[str, Any]) -> Callable[[Path], Mapping[str, Any]]:
    """A trained model of `make test-weights`, linked to where the engine finds it."""

    def link(models_dir: Path) -> Mapping[str, Any]:
        weights = Path(os.environ[WEIGHTS], engine, name)
        if not weights.is_dir():
            pytest.skip(f"the weights of {engine}/{name} could not be had")
        place = models_dir / engine / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            place.symlink_to(weights)
        return options

    return link


TRAINED: Mapping[str, Callable[[Path], Mapping[str, Any]]] = {
    "stt.faster-whisper": _trained("faster-whisper", "base", {}),
    "tts.kokoro": _trained("kokoro", "v1.0-int8", {"model": "v1.0-int8"}),
    "tts.piper": _trained("piper", "en_US-joe-medium", {}),
}

PREPARE: Mapping[str, Callable[[Path], Mapping[str, Any]]] = {
    "stt.faster-whisper": whisper,
    "stt.onnx-asr": parakeet,
    "tts.kokoro": kokoro,
    "tts.piper": piper,
    **(TRAINED if WEIGHTS in os.environ else {}),
}
"""By kind and name of the engine, as its entry point is called."""
