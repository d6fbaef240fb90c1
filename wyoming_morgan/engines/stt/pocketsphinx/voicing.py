"""Whether the voice goes on to the end of a word, which tells “on” from “off” where the decoder does not.

A nasal hums: below 500 Hz it is nearly as loud as the vowel before it. A voiceless fricative has nothing
there (Ladefoged and Johnson, A Course in Phonetics, chapter 8). So the level of the low band in the last part
of the word, compared with the loudest of the word, tells the two apart; noise may hide it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from math import log10
from statistics import fmean

_FRAME = 160
"""Samples of a frame: 10 ms at 16 kHz."""
_BLOCK = 16
"""Samples whose mean is one sample of the low band, at 1 kHz."""
_WINDOW = 25
"""Samples of the low band for a level: 25 ms."""
_LATE, _END = 0.65, 0.92
"""The part of a word in which its last sound is; the very end dies away, or is the next sound already."""
_SHORTEST = 6
"""Frames of a word that are enough."""
_BETWEEN = -8.5
"""Decibels below the loudest, between the two kinds: nasals have -5 to -1, fricatives less than -12."""
_STEEPNESS = 0.8
"""Nats for a decibel."""
_MOST = 6.0
"""Nats that this may tell at most."""
_ABOVE_NOISE = 18.0
"""Decibels of the word above the quiet parts of the utterance: with less, noise would be taken for a hum."""
_QUIET = 0.1


def voiced_to_the_end(pcm: bytes, first: int, last: int) -> float:
    """Return how much likelier a word ends in a nasal than in a voiceless fricative, in nats; 0 if unknown.

    Args:
        pcm: The utterance: 16 kHz, 16-bit, mono.
        first: The frame of 10 ms in which the word begins.
        last: The frame behind its last one.
    """
    if last - first < _SHORTEST:
        return 0.0
    levels = _low_levels(pcm)
    word = levels[first:last]
    if len(word) < _SHORTEST:
        return 0.0
    loudest = max(word)
    if loudest - sorted(levels)[int(_QUIET * len(levels))] < _ABOVE_NOISE:
        return 0.0
    ending = fmean(word[int(_LATE * len(word)) : int(_END * len(word))]) - loudest
    return max(-_MOST, min(_MOST, _STEEPNESS * (ending - _BETWEEN)))


def _low_levels(pcm: bytes) -> list[float]:
    """Return each frame's level below 500 Hz, in decibels above one step of the scale."""
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    low = [sum(samples[start : start + _BLOCK]) / _BLOCK for start in range(0, len(samples), _BLOCK)]
    step = _FRAME // _BLOCK
    return [_level(low[start : start + _WINDOW]) for start in range(0, len(low) - _WINDOW, step)]


def _level(samples: Sequence[float]) -> float:
    middle = fmean(samples)
    return 10 * log10(1 + fmean((sample - middle) ** 2 for sample in samples))
