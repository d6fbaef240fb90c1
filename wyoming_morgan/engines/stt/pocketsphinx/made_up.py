"""Leaves out of a lattice the words that the decoder hears where nobody speaks.

It knows whole commands only, so behind “open the blinds in” it takes the quiet for “here”. Some frames of a
word that was said are about as loud as those of others: in 53 recorded commands 4 of 10 are within 20 dB of
the loud ones, for each word; in what was made up behind their beginnings, none.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from wyoming_morgan.engines.stt.pocketsphinx.lattice import Lattice, is_filler
from wyoming_morgan.engines.stt.pocketsphinx.room import frame_levels, loud_level

_WITHIN = 20.0
"""Decibels below the loud frames that a frame of a word may be; louder noise hides what is made up."""
_LEAST = 0.25
"""The share of a word's frames that are loud enough, at least; a first word often begins in the quiet."""


def without_made_up(lattice: Lattice, pcm: bytes) -> Lattice:
    """Return a lattice without the words over quiet frames of the utterance: 16 kHz, 16-bit, mono PCM."""
    levels = frame_levels(pcm)
    least = loud_level(levels) - _WITHIN
    counted = [0, *accumulate(level > least for level in levels)]

    def is_said(first: int, behind: int) -> bool:
        behind = min(behind, len(levels))
        return behind <= first or counted[behind] - counted[first] >= _LEAST * (behind - first)

    nodes = lattice.nodes
    return replace(
        lattice,
        edges={
            number: [
                (target, score)
                for target, score in edges
                if is_filler(nodes[number]) or is_said(nodes[number].frame, nodes[target].frame)
            ]
            for number, edges in lattice.edges.items()
        },
    )
