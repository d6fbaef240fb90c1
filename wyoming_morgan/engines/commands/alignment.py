"""Which sounds of a text each word of a command stands for, and how well it fits them."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.engines.commands.articulation import Articulation

_SHORT_WORD = 3
"""Sounds of a short word, which may be lost whole."""


def worst_fit(heard: Sequence[str], words: Sequence[Sequence[str]], articulation: Articulation) -> float:
    """Return how far the word that fits least is from the sounds it stands for, for each of its own.

    Sounds that no word stands for count for the word before them.

    Args:
        heard: The sounds that were heard.
        words: The sounds of each word of a command.
        articulation: The distances of sounds.
    """
    said = [(sound, place) for place, word in enumerate(words) for sound in word]
    if not said:
        return 0.0
    costs = [0.0] * len(words)
    rows = _rows(heard, [sound for sound, _ in said], articulation)
    row, column = len(heard), len(said)
    while row or column:
        sound, place = said[max(column, 1) - 1]
        here = rows[row][column]
        if (
            row
            and column
            and here == rows[row - 1][column - 1] + articulation.distance(heard[row - 1], sound)
        ):
            row, column = row - 1, column - 1
        elif column and here == rows[row][column - 1] + articulation.lost(sound):
            column -= 1
        else:
            row -= 1
        costs[place] += here - rows[row][column]
    return max(cost / max(_SHORT_WORD, len(word)) for cost, word in zip(costs, words, strict=True))


def fit(heard: Sequence[str], said: Sequence[str], articulation: Articulation) -> float:
    """Return how far sounds that were heard are from others that were said, in all."""
    return _rows(heard, said, articulation)[-1][-1]


def _rows(heard: Sequence[str], said: Sequence[str], articulation: Articulation) -> list[list[float]]:
    """Return the least cost of every beginning of what was heard with every beginning of what was said."""
    rows = [[0.0]]
    for sound in said:
        rows[0].append(rows[0][-1] + articulation.lost(sound))
    for before, one in enumerate(heard):
        above = rows[before]
        row = [above[0] + articulation.lost(one)]
        for place, sound in enumerate(said):
            row.append(
                min(
                    above[place] + articulation.distance(one, sound),
                    row[place] + articulation.lost(sound),
                    above[place + 1] + articulation.lost(one),
                )
            )
        rows.append(row)
    return rows
