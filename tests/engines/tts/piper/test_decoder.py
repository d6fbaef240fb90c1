"""The decoder of a voice is cut off where that changes no sample, and else left where it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("onnx", reason="onnx, which makes the voices, is not installed")
pytest.importorskip("piper", reason="piper-tts is not installed")

import onnx
from onnx import helper

from tests.assets.make_voices import make_piper, make_vits, vits_graph
from wyoming_morgan.engines.tts.onnx_voice import Hardware
from wyoming_morgan.engines.tts.piper.decoder import halves
from wyoming_morgan.engines.tts.piper.model import PiperDelivery, PiperModel, Samples, VoiceFiles

HOP = 32
ROUNDING = 1e-5
"""A third of the smallest step of 16 bits."""


def content(graph: Any) -> bytes:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    octets: bytes = model.SerializeToString()
    return octets


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("voices")


@pytest.fixture(scope="module", params=[(), ("anna", "bert")], ids=["one speaker", "two speakers"])
def model(request: pytest.FixtureRequest, folder: Path) -> PiperModel:
    name = f"en_US-voice{len(request.param)}-low"
    return PiperModel(VoiceFiles(make_vits(folder, name, speakers=request.param), ""), Hardware())


def delivery(speaker: int | None = None) -> PiperDelivery:
    return PiperDelivery(speaker, length_scale=1, noise_scale=0.5, noise_w_scale=0.5, volume=1)


def whole(model: PiperModel, phonemes: tuple[str, ...], speaker: int | None) -> Samples:
    import onnxruntime  # noqa: PLC0415 - only where Piper is

    files = model._files
    ids = model.voice.phonemes_to_ids(list(phonemes))
    inputs = {
        "input": np.array([ids]),
        "input_lengths": np.array([len(ids)]),
        "scales": np.array([0.5, 1, 0.5], np.float32),
    }
    if model.voice.config.num_speakers > 1:
        inputs["sid"] = np.array([speaker or 0])
    session = onnxruntime.InferenceSession(str(files.model), providers=["CPUExecutionProvider"])
    samples: Samples = session.run(None, inputs)[0].ravel()
    return samples


@settings(max_examples=25, deadline=None)
@given(
    ahead=st.sampled_from([-1.0, 0.0005, 60.0]),
    phonemes=st.lists(st.sampled_from("abdefhiklmnop "), min_size=1, max_size=400),
    speaker=st.sampled_from([0, 1]),
)
def test_a_sentence_in_stretches_has_the_samples_of_the_whole(
    model: PiperModel, phonemes: list[str], speaker: int, ahead: float
) -> None:
    stretch = model.begin(tuple(phonemes), delivery(speaker))
    stretches = [stretch.samples]
    while stretch.rest is not None:
        stretch = model.go_on(stretch.rest, time.monotonic() + ahead)
        stretches.append(stretch.samples)
    expected = whole(model, tuple(phonemes), speaker)
    assert np.abs(np.concatenate(stretches) - expected).max() < ROUNDING
    lengths = [len(samples) for samples in stretches]
    assert lengths[0] <= 0.4 * 22_050 * 1.5 + HOP
    assert all(after <= 4.5 * before for before, after in pairwise(lengths))


def test_the_samples_depend_on_the_frames_that_are_told_and_on_no_others() -> None:
    parts = halves(content(vits_graph()))
    assert parts is not None
    assert parts.names == ("z",)
    assert parts.hop == HOP
    import onnxruntime  # noqa: PLC0415 - only where Piper is

    decoder = onnxruntime.InferenceSession(parts.decoder, providers=["CPUExecutionProvider"])
    frames = np.random.default_rng(3).normal(0, 1, (1, 8, 80)).astype(np.float32)
    other = frames.copy()
    other[..., 40] += 1
    usual, changed = (decoder.run(None, {"z": latents})[0].ravel() for latents in (frames, other))
    places = np.flatnonzero(usual != changed) // HOP
    assert 40 - parts.reach <= places[0] < 40 < places[-1] <= 40 + parts.reach


def _changed(name: str, **attributes: Any) -> Callable[[Any], None]:
    def change(graph: Any) -> None:
        node = next(node for node in graph.node if name in node.output)
        del node.attribute[:]
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())

    return change


def _replaced(name: str, operation: str) -> Callable[[Any], None]:
    def replace(graph: Any) -> None:
        next(node for node in graph.node if name in node.output).op_type = operation

    return replace


def _halves_of_numbers(graph: Any) -> None:
    graph.output[0].type.tensor_type.elem_type = onnx.TensorProto.FLOAT16


def _mask_behind_the_beginning(graph: Any) -> None:
    graph.node.insert(5, helper.make_node("Mul", ["begun", "flow"], ["masked"]))
    next(node for node in graph.node if "bent" in node.output).input[0] = "masked"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_replaced("bent_mean", "Softmax"), id="a layer that looks at everything"),
        pytest.param(_replaced("mean", "CumSum"), id="a layer that looks back"),
        pytest.param(_changed("b", kernel_shape=[7], dilations=[12], pads=[30, 30]), id="a row that shrinks"),
        pytest.param(
            _changed("flat", kernel_shape=[7], strides=[2], pads=[3, 3]), id="a row that is thinned"
        ),
        pytest.param(
            _changed("wide", kernel_shape=[16], strides=[8]), id="stretches that overlap at the ends"
        ),
        pytest.param(_changed("begun", kernel_shape=[7], auto_pad="SAME_UPPER"), id="padding by name"),
        pytest.param(_replaced("z", "If"), id="a graph within the graph"),
        pytest.param(_mask_behind_the_beginning, id="something else between"),
        pytest.param(_halves_of_numbers, id="numbers of 16 bits"),
    ],
)
def test_what_would_change_the_samples_is_not_cut(change: Callable[[Any], None]) -> None:
    graph = vits_graph()
    change(graph)
    assert halves(content(graph)) is None


@pytest.mark.parametrize("octets", [b"", b"GIF89a" * 100, content(vits_graph())[:1000]])
def test_what_is_no_model_is_not_cut(octets: bytes) -> None:
    assert halves(octets) is None


def test_a_voice_without_such_a_decoder_speaks_in_one_stretch(folder: Path) -> None:
    model = PiperModel(VoiceFiles(make_piper(folder, "en_US-plain-low"), ""), Hardware())
    assert not model.works_in_stretches
    stretch = model.begin(("a",) * 300, delivery())
    assert stretch.rest is None
    assert len(stretch.samples) > 0.4 * 22_050
