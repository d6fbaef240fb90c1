"""Audio without the dead silence at its ends.

Microphones with a noise gate, and programs that pad, send silence far below the noise of any room. The
decoder takes it for the room, and the room for speech.
"""

from __future__ import annotations

import sys
from array import array
from math import log10

_FRAME = 160
"""Samples of a frame: 10 ms at 16 kHz."""
_STRIDE = 4
"""Every fourth sample tells the level well enough."""
_DEPTH = 45.0
"""Decibels below the loud parts under which no room is that quiet."""
_LOUD = 0.95
"""The quantile of the frames' levels that counts as loud."""


def without_dead_silence(pcm: bytes) -> bytes:
    """Return 16-bit mono PCM at 16 kHz without dead silence at its beginning and end."""
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    levels = [_level(samples[start : start + _FRAME]) for start in range(0, len(samples), _FRAME)]
    if not levels:
        return pcm
    floor = sorted(levels)[int(_LOUD * (len(levels) - 1))] - _DEPTH
    live = [index for index, level in enumerate(levels) if level > floor]
    if not live:
        return b""
    return pcm[live[0] * _FRAME * 2 : (live[-1] + 1) * _FRAME * 2]


def _level(samples: array[int]) -> float:
    """Return the level in decibels above one step of the scale."""
    some = samples[::_STRIDE]
    return 10 * log10(1 + sum(sample * sample for sample in some) / len(some))
