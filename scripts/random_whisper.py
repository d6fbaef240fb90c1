"""Makes a Whisper of OpenAI's sizes with random weights: it costs what the real one does and knows nothing.

Run `python -m scripts.random_whisper base FOLDER`. Whatever it hears it says the same meaningless words, as
many as `--words`, sure of each, so a decode takes a known number of steps. It needs no download, nor torch.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from faster_whisper.tokenizer import _LANGUAGE_CODES

from scripts.nano_whisper.layout import (
    TEXT_POSITIONS,
    Array,
    Dimensions,
    initial,
    save,
    shapes,
)
from scripts.nano_whisper.vocabulary import Vocabulary

SIZES = {
    "tiny": Dimensions(width=384, layers=4, heads=6),
    "base": Dimensions(width=512, layers=6, heads=8),
    "small": Dimensions(width=768, layers=12, heads=12),
}
"""Of OpenAI's models of the same names."""

_TEXT_TOKENS = 50_256
"""Whisper's multilingual vocabulary before its empty token."""

_PROMPT = 4
"""Tokens before the first word: start, language, task, and no timestamps or the first of them."""

_LOUD = 20.0
"""How much louder a position is than what the layers add to it."""

_SURE = 2.5
"""Embeddings are multiplied by it, so that words are probable: else faster-whisper decodes again, warmer."""


def make(size: str, folder: Path, *, words: int = 12, seed: int = 1) -> None:
    """Write a model directory that CTranslate2 and faster-whisper load.

    A prompt takes the place of words, since the decoder counts positions: with a longer one than `words` the
    decode ends after one token.
    """
    generator = np.random.default_rng(seed)
    dimensions = SIZES[size]
    vocabulary = Vocabulary.learn((), _LANGUAGE_CODES, fill=_TEXT_TOKENS)
    weights = {
        name: initial(name, shape, generator)
        for name, shape in shapes(dimensions, len(vocabulary.tokens)).items()
    }
    _script(weights, vocabulary, words, generator)
    save(folder, weights, dimensions, vocabulary, alignment_heads=[(dimensions.layers - 1, 0)])


def _script(
    weights: dict[str, Array], vocabulary: Vocabulary, words: int, generator: np.random.Generator
) -> None:
    """Let only positions decide the words: the embedding of a word at each, and of the end after them.

    A position predicts the token after it. Special tokens and timestamps share a direction away from that of
    the end, and so never come by themselves.
    """
    embeddings = weights["decoder/embeddings/weight"]
    positions = weights["decoder/position_encodings/encodings"]
    embeddings *= _SURE
    end = vocabulary.special.end
    embeddings[end + 1 :] = embeddings[end + 1 :] * 0.1 - embeddings[end]
    said = generator.integers(256, end - 1, size=words)
    positions[: _PROMPT - 1] = 0
    positions[_PROMPT - 1 : _PROMPT - 1 + words] = _LOUD * embeddings[said]
    positions[_PROMPT - 1 + words : TEXT_POSITIONS] = _LOUD * embeddings[end]
    for name in weights:
        if name.startswith("decoder/layer_") and name.endswith("/weight") and _adds(name):
            weights[name] *= 0.1


def _adds(name: str) -> bool:
    """Whether a weight is the last of its block, whose output is added to what came before."""
    return name.endswith(
        ("self_attention/linear_1/weight", "/attention/linear_2/weight", "ffn/linear_1/weight")
    )


def main() -> None:
    """Make one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", type=int, default=12, help="tokens that it says, at most 440")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    make(arguments.size, arguments.folder, words=arguments.words, seed=arguments.seed)
    print(f"{arguments.folder}: random weights of the size {arguments.size}, {arguments.words} words")


if __name__ == "__main__":
    main()
