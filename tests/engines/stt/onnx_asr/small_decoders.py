"""Models that write by what they are told: the language decides between "yes" and "ja", not the sound.

Their decoders look the next token up: in a table by the last token, and in one by the token of the language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper

from tests.engines.stt.onnx_asr.small_models import floats, integers, save_graph

_WIDTH = 4

_CANARY = (
    *("\u2581", "<|startofcontext|>", "<|startoftranscript|>", "<|emo:undefined|>", "<|en|>", "<|de|>"),
    *("<|pnc|>", "<|noitn|>", "<|notimestamp|>", "<|nodiarize|>", "<|endoftext|>", "\u2581yes", "\u2581ja"),
)
_CANARY_TARGET = 5
"""The place of the language that is written in what the decoder is told."""

_WHISPER = ("\u0120yes", "\u0120ja")
_WHISPER_ADDED = (
    *("<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|de|>", "<|transcribe|>", "<|notimestamps|>"),
)
_WHISPER_LANGUAGE = 1


def make_canary(folder: Path) -> None:
    """Make a model of `nemo-conformer-aed`: the language that is written decides."""
    encoder = [
        helper.make_node("ReduceMean", ["audio_signal"], ["mean"], axes=[1, 2], keepdims=1),
        helper.make_node("Expand", ["mean", "embedding"], ["encoder_embeddings"]),
        helper.make_node("Reshape", ["length", "mask"], ["encoder_mask"]),
    ]
    save_graph(
        folder / "encoder-model.onnx",
        encoder,
        inputs=[floats("audio_signal", 1, 128, "frames"), integers("length", TensorProto.INT64, 1)],
        outputs=[
            floats("encoder_embeddings", 1, 1, _WIDTH),
            integers("encoder_mask", TensorProto.INT64, 1, 1),
        ],
        constants={"embedding": np.array([1, 1, _WIDTH]), "mask": np.array([1, 1])},
    )
    nodes, constants = _looked_up(_CANARY, _CANARY_TARGET, {"<|en|>": "\u2581yes", "<|de|>": "\u2581ja"}, {})
    # What it keeps of each token is as long as the tokens are, and nothing else is asked of it.
    nodes += [
        helper.make_node("Gather", ["memories", "input_ids"], ["memory"]),
        helper.make_node("Unsqueeze", ["memory", "first"], ["decoder_hidden_states"]),
    ]
    save_graph(
        folder / "decoder-model.onnx",
        nodes,
        inputs=[
            integers("input_ids", TensorProto.INT64, 1, "tokens"),
            floats("encoder_embeddings", 1, 1, _WIDTH),
            integers("encoder_mask", TensorProto.INT64, 1, 1),
            floats("decoder_mems", 1, 1, "past", _WIDTH),
        ],
        outputs=[
            floats("logits", 1, "tokens", len(_CANARY)),
            floats("decoder_hidden_states", 1, 1, "tokens", _WIDTH),
        ],
        constants=constants
        | {"memories": np.zeros((len(_CANARY), _WIDTH), dtype=np.float32), "first": np.array([0])},
    )
    (folder / "vocab.txt").write_text("".join(f"{token} {number}\n" for number, token in enumerate(_CANARY)))
    (folder / "config.json").write_text(
        json.dumps({"model_type": "nemo-conformer-aed", "features_size": 128})
    )


def make_whisper(folder: Path) -> None:
    """Make a model of `whisper` as Optimum exports it: the language it is told, or else German."""
    save_graph(
        folder / "encoder_model.onnx",
        [helper.make_node("ReduceMean", ["input_features"], ["last_hidden_state"], axes=[1], keepdims=1)],
        inputs=[floats("input_features", 1, 80, 3000)],
        outputs=[floats("last_hidden_state", 1, 1, 3000)],
        constants={},
    )
    tokens = _WHISPER + _WHISPER_ADDED
    said = {"<|en|>": _WHISPER[0], "<|de|>": _WHISPER[1]}
    nodes, constants = _looked_up(tokens, _WHISPER_LANGUAGE, said, {"<|startoftranscript|>": "<|de|>"})
    save_graph(
        folder / "onnx" / "decoder_model_merged.onnx",
        nodes,
        inputs=[
            integers("input_ids", TensorProto.INT64, 1, "tokens"),
            floats("encoder_hidden_states", 1, 1, 3000),
        ],
        outputs=[floats("logits", 1, "tokens", len(tokens))],
        constants=constants,
    )
    first = len(_WHISPER)
    vocabularies = {
        "vocab.json": {token: number for number, token in enumerate(_WHISPER)},
        "added_tokens.json": {token: first + number for number, token in enumerate(_WHISPER_ADDED)},
        "config.json": {"model_type": "whisper", "num_mel_bins": 80},
    }
    for name, content in vocabularies.items():
        (folder / name).write_text(json.dumps(content))


def _looked_up(
    tokens: Sequence[str], place: int, said: Mapping[str, str], follows: Mapping[str, str]
) -> tuple[list[Any], dict[str, Any]]:
    """Return a decoder: `said` by the token at `place`, then the end; `follows` is what follows others."""
    numbers = {token: number for number, token in enumerate(tokens)}
    by_last = np.zeros((len(tokens), len(tokens)), dtype=np.float32)
    by_language = np.zeros_like(by_last)
    for language, word in said.items():
        by_language[numbers[language], numbers[word]] = 10.0
        by_last[numbers[word], numbers["<|endoftext|>"]] = 20.0
    for token, following in follows.items():
        by_last[numbers[token], numbers[following]] = 20.0
    nodes = [
        helper.make_node("Gather", ["by_last", "input_ids"], ["next"]),
        helper.make_node("Slice", ["input_ids", "from", "until", "axis"], ["language"]),
        helper.make_node("Gather", ["by_language", "language"], ["words"]),
        helper.make_node("ReduceSum", ["words", "axis"], ["word"], keepdims=1),
        helper.make_node("Add", ["next", "word"], ["logits"]),
    ]
    constants = {
        "by_last": by_last,
        "by_language": by_language,
        "from": np.array([place]),
        "until": np.array([place + 1]),
        "axis": np.array([1]),
    }
    return nodes, constants
