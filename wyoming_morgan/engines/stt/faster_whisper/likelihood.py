"""How likely texts are for a sound: CTranslate2 is made to write them on what the encoder made of it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_LEAST = 1e-9
"""The least probability of a token: one that cannot occur does not decide alone."""


@dataclass(frozen=True, slots=True)
class EncodedSound:
    """A sound that fits into the encoder's window: what the encoder made of it, and its language."""

    digest: bytes
    features: Any
    tokenizer: Any

    def log_probabilities(self, model: Any, texts: Iterable[str]) -> tuple[float, ...]:
        """Return the natural logarithm of each text's probability with a model of CTranslate2.

        Nothing is expected before the texts. `align` tells the probability of every token that it is given.
        """
        return tuple(self._log_probability(model, text) for text in texts)

    def _log_probability(self, model: Any, text: str) -> float:
        tokens = self.tokenizer.encode(f" {text}")
        start, frames = list(self.tokenizer.sot_sequence), self.features.shape[1]
        (aligned,) = model.align(self.features, start, [tokens], frames)
        return sum(math.log(max(_LEAST, one)) for one in aligned.text_token_probs[: len(tokens)])


def digest_of(pcm: bytes) -> bytes:
    """Return what tells a sound from others."""
    return hashlib.blake2b(pcm, digest_size=16).digest()
