"""Small voices in the formats of Piper and Kokoro: the real signatures, weights by chance.

They make noise, longer for more phonemes and shorter for more speed, which is what tests can hear of a voice.
Made with the `onnx` package in some milliseconds, a few hundred kB at most.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_SYMBOLS = 256
_PIPER_HOP = 128
"""Samples of one symbol at length scale 1; Piper puts a padding symbol behind every phoneme."""
_KOKORO_HOP = 300
"""Samples of one token at speed 1."""
_STYLES = (510, 1, 256)
_CHANNELS = 8
"""Of the latents of a voice with a decoder."""

_LETTERS = " !',-.:;?abcdefhijklmnopqrstuvwxyz"
_SOUNDS = "æçðøħŋœɐɑɒɔɕəɚɛɜɡɣɪɫɬɹɾʁʃʊʌʏʒʔʰʲʷˈˌːθᵻβ\u0303\u0329"
PHONEME_IDS: Mapping[str, list[int]] = {"_": [0], "^": [1], "$": [2]} | {
    phoneme: [number] for number, phoneme in enumerate(_LETTERS + _SOUNDS, start=3)
}


def make_piper(
    folder: Path,
    name: str = "en_US-small-low",
    *,
    rate: int = 22_050,
    speakers: Sequence[str] = (),
    **changes: Any,
) -> Path:
    """Make `<name>.onnx` and `<name>.onnx.json` in a folder; `changes` are laid over the JSON.

    The second speaker speaks a quarter slower than the first, and so on.
    """
    code, dataset, quality = name.split("-")
    config = {
        "audio": {"sample_rate": rate, "quality": quality},
        "espeak": {"voice": code.split("_")[0]},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": PHONEME_IDS,
        "num_symbols": _SYMBOLS,
        "num_speakers": max(1, len(speakers)),
        "speaker_id_map": {speaker: number for number, speaker in enumerate(speakers)},
        "language": {"code": code, "name_english": code.split("_")[0].upper(), "country_english": ""},
        "dataset": dataset,
    } | changes
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.onnx"
    (folder / f"{name}.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    _save(_piper_graph(several=len(speakers) > 1), model)
    return model


def make_vits(folder: Path, name: str = "en_US-whole-low", *, speakers: Sequence[str] = ()) -> Path:
    """Make a Piper voice that ends as real ones do: in a decoder that only convolves."""
    model = make_piper(folder, name, speakers=speakers)
    _save(vits_graph(several=len(speakers) > 1), model)
    return model


def make_kokoro(folder: Path, voices: Mapping[str, float] | None = None) -> None:
    """Make a model and a file of voices in a folder; a voice's number, 0…1, is how loud it speaks."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(_kokoro_graph(), folder / "kokoro-v1.0.onnx")
    styles = {
        name: np.full(_STYLES, loudness, np.float32)
        for name, loudness in (voices or {"af_heart": 0.25, "af_bella": 0.75, "bm_george": 0.5}).items()
    }
    with (folder / "voices-v1.0.bin").open("wb") as file:
        np.savez_compressed(file, **styles)  # type: ignore[arg-type] # its stub takes a keyword for allow_pickle


def _piper_graph(*, several: bool) -> onnx.GraphProto:
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    constants: dict[str, Any] = {"second": np.array([1]), "whole": np.array([1, 1, 1, -1])}
    nodes = [helper.make_node("Gather", ["scales", "second"], ["length_scale"])]
    slowness = "length_scale"
    if several:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, ["batch"]))
        constants |= {"quarter": np.array([0.25], np.float32), "one": np.array([1.0], np.float32)}
        nodes += [
            helper.make_node("Cast", ["sid"], ["speaker"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["speaker", "quarter"], ["more"]),
            helper.make_node("Add", ["more", "one"], ["speaker_slowness"]),
            helper.make_node("Mul", ["speaker_slowness", "length_scale"], ["slowness"]),
        ]
        slowness = "slowness"
    nodes += [
        *_noise("input", slowness, _PIPER_HOP, constants),
        helper.make_node("Reshape", ["noise", "whole"], ["output"]),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", 1, 1, "time"])
    return _graph(nodes, inputs, output, constants)


def vits_graph(*, several: bool = False) -> onnx.GraphProto:
    """Return latents of a few channels, three frames for each symbol, and a small decoder of HiFi-GAN."""
    graph = _piper_graph(several=several)
    frames = [
        helper.make_node("Gather", ["symbols", "input"], ["rows"]),
        helper.make_node("Reshape", ["rows", "by_frame"], ["by_time"]),
        helper.make_node("Transpose", ["by_time"], ["flow"], perm=[0, 2, 1]),
        helper.make_node("Mul", ["flow", "mask"], ["z"]),
    ]
    random = np.random.default_rng(2)

    def weights(*shape: int) -> Any:
        return random.normal(0, 1 / np.sqrt(np.prod(shape[1:])), shape).astype(np.float32)

    constants = {
        "symbols": random.normal(0, 1, (_SYMBOLS, 3 * _CHANNELS)).astype(np.float32),
        "by_frame": np.array([1, -1, _CHANNELS]),
        "mask": np.array(1.0, np.float32),
        "first": weights(_CHANNELS, _CHANNELS, 7),
        "up": weights(_CHANNELS, _CHANNELS, 16),
        "near": weights(_CHANNELS, _CHANNELS, 3),
        "far": weights(_CHANNELS, _CHANNELS, 7),
        "two": np.array(2.0, np.float32),
        "up_again": weights(_CHANNELS, _CHANNELS, 8),
        "last": weights(1, _CHANNELS, 7),
        "axis": np.array([1]),
    }
    speaker = []
    if several:
        constants |= {
            "voices": weights(2, _CHANNELS),
            "wider": np.array([2]),
            "cond": weights(8, _CHANNELS, 1),
        }
        speaker = [
            helper.make_node("Gather", ["voices", "sid"], ["chosen"]),
            helper.make_node("Unsqueeze", ["chosen", "wider"], ["g"]),
            helper.make_node("Conv", ["g", "cond"], ["tone"], kernel_shape=[1]),
            helper.make_node("Add", ["begun", "tone"], ["toned"]),
        ]
    nodes = [
        *frames,
        helper.make_node("Conv", ["z", "first"], ["begun"], kernel_shape=[7], pads=[3, 3]),
        *speaker,
        helper.make_node("LeakyRelu", ["toned" if several else "begun"], ["bent"], alpha=0.1),
        helper.make_node(
            "ConvTranspose", ["bent", "up"], ["wide"], kernel_shape=[16], strides=[8], pads=[4, 4]
        ),
        helper.make_node("Conv", ["wide", "near"], ["a"], kernel_shape=[3], dilations=[2], pads=[2, 2]),
        helper.make_node("Conv", ["wide", "far"], ["b"], kernel_shape=[7], dilations=[12], pads=[36, 36]),
        helper.make_node("Add", ["a", "b"], ["sum"]),
        helper.make_node("Div", ["sum", "two"], ["mean"]),
        helper.make_node("LeakyRelu", ["mean"], ["bent_mean"], alpha=0.1),
        helper.make_node(
            "ConvTranspose",
            ["bent_mean", "up_again"],
            ["wider_still"],
            kernel_shape=[8],
            strides=[4],
            pads=[2, 2],
        ),
        helper.make_node("Conv", ["wider_still", "last"], ["flat"], kernel_shape=[7], pads=[3, 3]),
        helper.make_node("Tanh", ["flat"], ["samples"]),
        helper.make_node("Unsqueeze", ["samples", "axis"], ["output"]),
    ]
    return _graph(nodes, list(graph.input), graph.output[0], constants)


def _kokoro_graph() -> onnx.GraphProto:
    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "tokens"]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    constants: dict[str, Any] = {}
    nodes = [
        helper.make_node("Reciprocal", ["speed"], ["slowness"]),
        *_noise("tokens", "slowness", _KOKORO_HOP, constants),
        helper.make_node("ReduceMean", ["style"], ["loudness"], keepdims=0),
        helper.make_node("Mul", ["noise", "loudness"], ["audio"]),
    ]
    output = helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["time"])
    return _graph(nodes, inputs, output, constants)


def _noise(symbols: str, slowness: str, hop: int, constants: dict[str, Any]) -> list[onnx.NodeProto]:
    """Make the tensor `noise`: of each symbol a row of the weights, stretched by `slowness`."""
    constants |= {
        "weights": np.random.default_rng(1).uniform(-1, 1, (_SYMBOLS, hop)).astype(np.float32),
        "row": np.array([-1], np.int64),
        "from": np.array(0.0, np.float32),
        "step": np.array(1.0, np.float32),
        "scalar": np.array([], np.int64),
    }
    return [
        helper.make_node("Gather", ["weights", symbols], ["rows"]),
        helper.make_node("Reshape", ["rows", "row"], ["plain"]),
        helper.make_node("Size", ["plain"], ["size"]),
        helper.make_node("Cast", ["size"], ["samples"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", [slowness, "scalar"], ["factor"]),
        helper.make_node("Mul", ["samples", "factor"], ["stretched"]),
        helper.make_node("Floor", ["stretched"], ["until"]),
        helper.make_node("Range", ["from", "until", "step"], ["times"]),
        helper.make_node("Div", ["times", "factor"], ["sources"]),
        helper.make_node("Cast", ["sources"], ["places"], to=TensorProto.INT64),
        helper.make_node("Gather", ["plain", "places"], ["noise"]),
    ]


def _graph(
    nodes: list[onnx.NodeProto],
    inputs: list[onnx.ValueInfoProto],
    output: onnx.ValueInfoProto,
    constants: Mapping[str, Any],
) -> onnx.GraphProto:
    weights = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    return helper.make_graph(nodes, "voice", inputs, [output], weights)


def _save(graph: onnx.GraphProto, path: Path) -> None:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
