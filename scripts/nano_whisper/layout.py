"""A Whisper's weights by CTranslate2's names, and how they become a model directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scripts.nano_whisper.vocabulary import Vocabulary

Array = npt.NDArray[np.float32]

MELS = 80
POSITIONS = 1500
"""Encoder positions in 30 s: one for two frames of 10 ms."""

TEXT_POSITIONS = 448
_KERNEL = 3
_LONGEST_PERIOD = 10_000


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Sizes of a Whisper whose encoder and decoder have as many layers."""

    width: int
    layers: int
    heads: int


def shapes(dimensions: Dimensions, tokens: int) -> dict[str, tuple[int, ...]]:
    """Return the shape of every learned weight."""
    width = dimensions.width
    by_name: dict[str, tuple[int, ...]] = {
        "encoder/conv1/weight": (width, MELS, _KERNEL),
        "encoder/conv1/bias": (width,),
        "encoder/conv2/weight": (width, width, _KERNEL),
        "encoder/conv2/bias": (width,),
        "decoder/embeddings/weight": (tokens, width),
        "decoder/position_encodings/encodings": (TEXT_POSITIONS, width),
    }
    for side in ("encoder", "decoder"):
        by_name |= _norm(f"{side}/layer_norm", width)
        for number in range(dimensions.layers):
            layer = f"{side}/layer_{number}"
            by_name |= _attention(f"{layer}/self_attention", width, (3, 1))
            if side == "decoder":
                by_name |= _attention(f"{layer}/attention", width, (1, 2, 1))
            by_name |= _norm(f"{layer}/ffn/layer_norm", width)
            by_name |= _linear(f"{layer}/ffn/linear_0", 4 * width, width)
            by_name |= _linear(f"{layer}/ffn/linear_1", width, 4 * width)
    return by_name


def initial(name: str, shape: tuple[int, ...], generator: np.random.Generator) -> Array:
    """Return a weight before training."""
    if name.endswith("/gamma"):
        return np.ones(shape, np.float32)
    if name.endswith(("/beta", "/bias")):
        return np.zeros(shape, np.float32)
    spread = 0.02 if name.startswith("decoder/") and len(name.split("/")) == 3 else np.prod(shape[1:]) ** -0.5  # noqa: PLR2004 - embeddings and positions are not summed over
    return generator.normal(0, spread, shape).astype(np.float32)


def sinusoids(width: int) -> Array:
    """Return the encoder's position encodings, as Whisper has them: sines, then cosines."""
    half = width // 2
    speeds = np.exp(-np.log(_LONGEST_PERIOD) / (half - 1) * np.arange(half))
    angles = np.arange(POSITIONS)[:, None] * speeds[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def save(
    folder: Path,
    weights: Mapping[str, Array],
    dimensions: Dimensions,
    vocabulary: Vocabulary,
    alignment_heads: list[tuple[int, int]],
) -> None:
    """Write a model directory for CTranslate2 and faster-whisper, with int8 weights.

    `alignment_heads` are (layer, head) of the decoder's attention to the sound: words get times from them.
    """
    from ctranslate2.specs import WhisperSpec  # noqa: PLC0415 - only who writes a model needs it

    spec = WhisperSpec(dimensions.layers, dimensions.heads, dimensions.layers, dimensions.heads)
    for name, weight in weights.items():
        _put(spec, name, weight)
    _put(spec, "encoder/position_encodings/encodings", sinusoids(dimensions.width))
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    spec.register_vocabulary(vocabulary.tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [vocabulary.id("\u0120"), vocabulary.special.end]
    spec.config.lang_ids = list(vocabulary.languages)
    spec.config.alignment_heads = alignment_heads
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    vocabulary.save(folder / "tokenizer.json")


def _put(spec: Any, name: str, weight: Array) -> None:
    *path, last = name.split("/")
    for step in path:
        kind, _, number = step.rpartition("_")
        listed = (kind == "layer" and number.isdigit()) or (kind == "linear" and "ffn" not in path)
        spec = getattr(spec, kind)[int(number)] if listed else getattr(spec, step)
    setattr(spec, last, weight)


def _attention(name: str, width: int, parts: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    by_name = _norm(f"{name}/layer_norm", width)
    for number, part in enumerate(parts):
        by_name |= _linear(f"{name}/linear_{number}", part * width, width)
    return by_name


def _linear(name: str, outputs: int, inputs: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}/weight": (outputs, inputs), f"{name}/bias": (outputs,)}


def _norm(name: str, width: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}/gamma": (width,), f"{name}/beta": (width,)}
