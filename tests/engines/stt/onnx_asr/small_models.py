"""Models with weights set by hand, in the shapes that onnx-asr reads: low tones are "on", high ones "off".

One frame of either is 80 ms, as with Parakeet. What they hear depends on the loudness of a sound against the
rest of the utterance, since NeMo's features are normalized: tones are heard among silence.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper, save

_FRAMES = 8
"""Frames of 10 ms that make one of the model's."""
_TOKENS = ("\u2581on", "\u2581off", "<blk>")
_BLANK = 2
_OPSET, _IR = 17, 9
_STATE = 4
_DURATIONS = 5  # as Parakeet's: 0 to 4 frames


def make_ctc(folder: Path, *, quantization: str = "") -> None:
    """Make a model of `nemo-conformer-ctc`: a token for each frame; equal ones in a row are one."""
    features = 80
    kernel = _kernel(features)
    nodes = [
        helper.make_node("Conv", ["audio_signal", "kernel", "bias"], ["scores"], strides=[8], pads=[0, 7]),
        helper.make_node("Transpose", ["scores"], ["turned"], perm=[0, 2, 1]),
        helper.make_node("LogSoftmax", ["turned"], ["logprobs"], axis=2),
    ]
    suffix = f".{quantization}" if quantization else ""
    save_graph(
        folder / f"model{suffix}.onnx",
        nodes,
        inputs=[floats("audio_signal", 1, features, "frames"), integers("length", TensorProto.INT64, 1)],
        outputs=[floats("logprobs", 1, "steps", len(_TOKENS))],
        constants={"kernel": kernel, "bias": _bias()},
    )
    _describe(folder, "nemo-conformer-ctc", features)


def make_tdt(folder: Path) -> None:
    """Make a model of `nemo-conformer-tdt`, Parakeet's own: it says no token twice in a row."""
    features = 128
    encoder = [
        helper.make_node("Conv", ["audio_signal", "kernel", "bias"], ["outputs"], strides=[8], pads=[0, 7]),
        helper.make_node("Add", ["length", "seven"], ["rounded"]),
        helper.make_node("Div", ["rounded", "eight"], ["encoded_lengths"]),
    ]
    save_graph(
        folder / "encoder-model.onnx",
        encoder,
        inputs=[floats("audio_signal", 1, features, "frames"), integers("length", TensorProto.INT64, 1)],
        outputs=[
            floats("outputs", 1, len(_TOKENS), "steps"),
            integers("encoded_lengths", TensorProto.INT64, 1),
        ],
        constants={
            "kernel": _kernel(features),
            "bias": _bias(),
            "seven": np.array([_FRAMES - 1], dtype=np.int64),
            "eight": np.array([_FRAMES], dtype=np.int64),
        },
    )
    joint = [
        helper.make_node("Reshape", ["encoder_outputs", "shape"], ["scores"]),
        helper.make_node("Gather", ["refusals", "targets"], ["refused"]),
        helper.make_node("Reshape", ["refused", "shape"], ["refusal"]),
        helper.make_node("Add", ["scores", "refusal"], ["allowed"]),
        helper.make_node("Concat", ["allowed", "durations"], ["outputs"], axis=3),
        helper.make_node("Identity", ["input_states_1"], ["output_states_1"]),
        helper.make_node("Identity", ["input_states_2"], ["output_states_2"]),
    ]
    states = [f"{way}_states_{number}" for way in ("input", "output") for number in (1, 2)]
    save_graph(
        folder / "decoder_joint-model.onnx",
        joint,
        inputs=[
            floats("encoder_outputs", 1, len(_TOKENS), 1),
            integers("targets", TensorProto.INT32, 1, 1),
            integers("target_length", TensorProto.INT32, 1),
            *(floats(name, 1, 1, _STATE) for name in states[:2]),
        ],
        outputs=[
            floats("outputs", 1, 1, 1, len(_TOKENS) + _DURATIONS),
            *(floats(name, 1, 1, _STATE) for name in states[2:]),
        ],
        constants={
            "shape": np.array([1, 1, 1, len(_TOKENS)], dtype=np.int64),
            "refusals": np.diag([-1000.0, -1000.0, 0.0]).astype(np.float32),
            "durations": np.eye(1, _DURATIONS, 1, dtype=np.float32).reshape(1, 1, 1, _DURATIONS),
        },
    )
    _describe(folder, "nemo-conformer-tdt", features)


def _kernel(features: int) -> npt.NDArray[np.float32]:
    """The mean of a frame's lower features is the score of "on", that of the upper ones of "off"."""
    kernel = np.zeros((len(_TOKENS), features, _FRAMES), dtype=np.float32)
    weight = 32.0 / (_FRAMES * features / 2)
    kernel[0, : features // 2] = weight
    kernel[1, features // 2 :] = weight
    kernel[0, features // 2 :] = kernel[1, : features // 2] = -weight / 2
    return kernel


def _bias() -> npt.NDArray[np.float32]:
    """What is above 12 is a word; the rest is blank."""
    bias = np.zeros(len(_TOKENS), dtype=np.float32)
    bias[_BLANK] = 12.0
    return bias


def _describe(folder: Path, architecture: str, features: int) -> None:
    (folder / "vocab.txt").write_text("".join(f"{token} {number}\n" for number, token in enumerate(_TOKENS)))
    config = {"model_type": architecture, "features_size": features, "subsampling_factor": _FRAMES}
    (folder / "config.json").write_text(json.dumps(config))


def floats(name: str, *shape: int | str) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def integers(name: str, kind: int, *shape: int | str) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def save_graph(
    path: Path, nodes: list[Any], *, inputs: list[Any], outputs: list[Any], constants: dict[str, Any]
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, path.stem, inputs, outputs, initializer=tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    save(model, path)
