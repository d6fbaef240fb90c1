"""Names of mixtures of voices: `a+b` has equal parts of both, `a:0.7+b:0.3` has these.

What `TtsCapabilities.blends` promises is written in this way, by whoever asks for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_morgan.errors import InvalidRequest

_MOST_PARTS = 8
_HEAVIEST = 1_000.0


@dataclass(frozen=True, slots=True)
class Part:
    """One voice of a mixture, and how much of it: the weights of a mixture sum to 1."""

    voice: str
    weight: float


def is_blend(name: str) -> bool:
    """Whether a name means a mixture."""
    return "+" in name


def parse_blend(name: str) -> tuple[Part, ...]:
    """Read the name of a mixture; a voice that comes twice has both parts, weights are brought to a sum of 1.

    Raises:
        InvalidRequest: it is none, or has too many parts.
    """
    told = name.split("+")
    if len(told) > _MOST_PARTS:
        raise InvalidRequest(f"a mixture of {len(told)} voices", hint=f"name at most {_MOST_PARTS}")
    weights: dict[str, float] = {}
    for each in told:
        voice, colon, weight = each.strip().partition(":")
        weights[voice] = weights.get(voice, 0.0) + _weight(name, voice, weight if colon else "1")
    total = sum(weights.values())
    return tuple(Part(voice, weight / total) for voice, weight in weights.items())


def blend_name(parts: Sequence[Part]) -> str:
    """Return the one name of a mixture: `a:0.7+b:0.3`."""
    return "+".join(f"{part.voice}:{part.weight:.3g}" for part in parts)


def _weight(name: str, voice: str, told: str) -> float:
    try:
        weight = float(told)
    except ValueError:
        weight = math.nan
    if not voice or not 0 < weight <= _HEAVIEST:
        raise InvalidRequest(f"{name!r} is no mixture of voices", hint="write a+b, or a:0.7+b:0.3")
    return weight
