"""What words cost for every stretch of what was heard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.lexicon import NEVER, SPARE, SoundTable, lexicon_of

TABLE = SoundTable(Articulation())
SOUNDS = st.lists(st.sampled_from("ptkaiusl"), min_size=1, max_size=7)


def cost(heard: str, said: str) -> float:
    """The cost of a whole text for a word, beside another word that begins like it."""
    ways = [tuple(TABLE.numbers(word).tolist()) for word in (said, f"{said}ti")]
    lexicon, rows = lexicon_of(ways)
    layer, row = rows[ways[0]]
    costs = lexicon.costs(TABLE.numbers(heard), TABLE)[layer]
    return float(costs[row, len(heard) - len(said) + SPARE, len(heard)])


def least(heard: list[str], said: list[str]) -> float:
    """The same by the definition."""
    articulation = Articulation()
    if not heard or not said:
        return sum(articulation.lost(sound) for sound in (*heard, *said))
    return min(
        least(heard[:-1], said[:-1]) + articulation.distance(heard[-1], said[-1]),
        least(heard[:-1], said) + articulation.lost(heard[-1]),
        least(heard, said[:-1]) + articulation.lost(said[-1]),
    )


def test_a_word_that_was_heard_costs_nothing() -> None:
    assert cost("lampa", "lampa") == 0


@given(SOUNDS.filter(lambda heard: len(heard) < 6), SOUNDS.filter(lambda said: len(said) < 6))
def test_a_word_costs_what_its_sounds_differ(heard: list[str], said: list[str]) -> None:
    assert cost("".join(heard), "".join(said)) == pytest.approx(least(heard, said), abs=1e-4)


def test_a_stretch_may_begin_anywhere() -> None:
    way = tuple(TABLE.numbers("kus").tolist())
    lexicon, _ = lexicon_of([way])
    costs = lexicon.costs(TABLE.numbers("patikusi"), TABLE)[-1]
    assert costs[0, SPARE, 7] == 0
    assert costs[0, SPARE, 8] > 1


def test_what_begins_before_the_first_sound_cannot_be() -> None:
    way = tuple(TABLE.numbers("kus").tolist())
    costs = lexicon_of([way])[0].costs(TABLE.numbers("us"), TABLE)[-1]
    assert costs[0, SPARE, 2] >= NEVER


def test_no_words_have_no_layers() -> None:
    lexicon, rows = lexicon_of([])
    assert (lexicon.layers, dict(rows)) == ((), {})
    assert lexicon.costs(np.array([0], dtype=np.int32), TABLE) == []
