"""Audio as in a room: no dead silence, a little noise.

Microphones with a noise gate, programs that pad and synthesizers send silence far below the noise of any
room. The decoder was trained in rooms: it treats dead silence as the room, and the room as speech. So dead
silence at the ends is cut off, and the rest gets a room's noise if it has none. What ends with a word gets
a little more of its own room behind: the decoder is unsure of a short word without any silence.
"""

from __future__ import annotations

import sys
from array import array
from functools import cache
from itertools import cycle
from math import log10
from random import Random

_FRAME = 160
"""Samples of a frame: 10 ms at 16 kHz."""
_STRIDE = 4
"""Every fourth sample is enough for the level."""
_LOUD, _QUIET = 0.95, 0.02
"""The quantiles of the frames' levels that count as loud and as quiet."""
_DEAD = 45.0
"""Decibels below the loud parts under which the ends are dead silence."""
_LEAST = 10.0
"""Decibels of loud parts below which nothing was recorded; the decoder takes dead silence for a word."""
_ROOMLESS = 40.0
"""Decibels between loud and quiet parts above which there was no room; recordings have 20 to 32."""
_NOISE = 32.0
"""Decibels below the loud parts at which noise is added."""
_AROUND = 0.3
"""Seconds of noise before and behind speech that had no room."""
_BEHIND = 0.22
"""Seconds of the room behind other speech."""
_RATE = 16_000
_ROOM = 15.0
"""Decibels below the loud parts from which the quietest tenth of a second is the room's."""
_TENTH = 10
"""Frames of it."""


def in_a_room(pcm: bytes) -> bytes:
    """Return 16-bit mono PCM at 16 kHz as a room would have sounded; nothing if there is no sound in it.

    The same audio gives the same.
    """
    samples = _samples(pcm)
    levels = _levels(samples)
    if not levels or (loud := loud_level(levels)) < _LEAST:
        return b""
    live = [index for index, level in enumerate(levels) if level > loud - _DEAD]
    first, last = live[0], live[-1] + 1
    samples, levels = samples[first * _FRAME : last * _FRAME], levels[first:last]
    if loud - _quantile(levels, _QUIET) > _ROOMLESS:
        return _pcm(_with_noise(samples, 10 ** ((loud - _NOISE) / 20)))
    return _pcm(samples + _room_behind(samples, levels, loud - _ROOM))


def frame_levels(pcm: bytes) -> list[float]:
    """Return the level of each frame of 10 ms, in decibels above one step of the scale."""
    return _levels(_samples(pcm))


def loud_level(levels: list[float]) -> float:
    """Return the level of the loud frames among some, in decibels."""
    return _quantile(levels, _LOUD)


def _room_behind(samples: array[int], levels: list[float], quiet: float) -> array[int]:
    """Return more of the room: its quietest tenth of a second, forwards and backwards in turn."""
    starts = range(len(levels) - _TENTH)
    loudness = [sum(levels[start : start + _TENTH]) / _TENTH for start in starts]
    if not loudness or min(loudness) > quiet:
        return array("h")
    start = loudness.index(min(loudness)) * _FRAME
    tenth = samples[start : start + _TENTH * _FRAME]
    steps = cycle([*tenth, *reversed(tenth)])
    return array("h", [next(steps) for _ in range(int(_BEHIND * _RATE))])


def _with_noise(samples: array[int], amplitude: float) -> array[int]:
    padding = array("h", bytes(2 * int(_AROUND * _RATE)))
    noise = cycle([round(amplitude * step) for step in _noise()])
    mixed = (sample + step for sample, step in zip(padding + samples + padding, noise, strict=False))
    return array("h", [min(max(sample, -32768), 32767) for sample in mixed])


@cache
def _noise() -> tuple[float, ...]:
    """Return half a second of white noise of unit power."""
    random = Random(0)  # noqa: S311 - noise, not a secret
    return tuple(random.gauss(0.0, 1.0) for _ in range(_RATE // 2))


def _levels(samples: array[int]) -> list[float]:
    """Return each frame's level in decibels above one step of the scale."""
    frames = (samples[start : start + _FRAME : _STRIDE] for start in range(0, len(samples), _FRAME))
    return [10 * log10(1 + sum(sample * sample for sample in frame) / len(frame)) for frame in frames]


def _quantile(levels: list[float], share: float) -> float:
    return sorted(levels)[int(share * (len(levels) - 1))]


def _samples(pcm: bytes) -> array[int]:
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _pcm(samples: array[int]) -> bytes:
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples.tobytes()
