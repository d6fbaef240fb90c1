"""Names of blends, which are mixtures of voices: `a+b` has equal parts, `a:0.7+b:0.3` has these weights.

Clients write them so where `TtsCapabilities.blends` is set.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_morgan.errors import InvalidRequest

_MOST_PARTS = 8
_HEAVIEST = 1_000.0


@dataclass(frozen=True, slots=True)
class BlendPart:
    """One voice of a blend and its weight; the weights of a blend sum to 1."""

    voice: str
    weight: float


def is_blend(name: str) -> bool:
    """Whether a name is that of a blend."""
    return "+" in name


def parse_blend(name: str) -> tuple[BlendPart, ...]:
    """Parse the name of a blend. Weights are scaled to a sum of 1; those of a repeated voice are added.

    Raises:
        InvalidRequest: it is not a valid blend, or has too many parts.
    """
    texts = name.split("+")
    if len(texts) > _MOST_PARTS:
        raise InvalidRequest(f"a blend of {len(texts)} voices", hint=f"name at most {_MOST_PARTS}")
    weights: dict[str, float] = {}
    for text in texts:
        voice, colon, weight = text.strip().partition(":")
        weights[voice] = weights.get(voice, 0.0) + _weight(name, voice, weight if colon else "1")
    total = sum(weights.values())
    return tuple(BlendPart(voice, weight / total) for voice, weight in weights.items())


def blend_name(parts: Sequence[BlendPart]) -> str:
    """Return the canonical name of a blend: `a:0.7+b:0.3`."""
    return "+".join(f"{part.voice}:{part.weight:.3g}" for part in parts)


def _weight(name: str, voice: str, text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not voice or not 0 < weight <= _HEAVIEST:
        raise InvalidRequest(f"{name!r} is not a valid blend of voices", hint="write a+b, or a:0.7+b:0.3")
    return weight
