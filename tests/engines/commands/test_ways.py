"""The cheapest ways through a graph of commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.commands.conftest import ESPEAK
from tests.engines.commands.test_automaton import network_of
from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.graph import CommandGraph, spell_out
from wyoming_morgan.engines.commands.groups import WordGroups
from wyoming_morgan.engines.commands.lexicon import SoundTable
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.commands.ways import CommandPaths, Way

ARTICULATION = Articulation()
TABLE = SoundTable(ARTICULATION)
PHONES = Phones("de", ESPEAK, ARTICULATION)
WORDS = ("licht", "an", "aus", "lampe", "rot", "bitte")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


def graph_of(*sentences: str, groups: WordGroups | None = None) -> CommandGraph:
    groups = groups or WordGroups()
    return spell_out(network_of(*sentences).minimize(), groups.all(), PHONES, TABLE)


def ways(graph: CommandGraph, heard: str, bound: float = 50.0, spread: float = 10.0) -> list[Way]:
    sounds: list[str] = []
    borders = [0]
    for word in heard.split():
        sounds += PHONES.of(word)
        borders.append(len(sounds))
    between = np.isin(np.arange(len(sounds) + 1), borders)
    return CommandPaths(graph, TABLE).find(TABLE.numbers(sounds), between, bound, spread)


def texts(nearest: Sequence[Way]) -> list[str]:
    return [" ".join(stretch.text for stretch in way.stretches) for way in nearest]


def test_the_nearest_sentence_comes_first_and_its_words_know_their_sounds() -> None:
    first, *others = ways(graph_of("licht an", "licht aus", "lampe rot"), "licht haus")
    assert [stretch.text for stretch in first.stretches] == ["licht", "aus"]
    licht, aus = first.stretches
    assert (licht.begin, licht.end, aus.end) == (0, aus.begin, len(PHONES.of("licht") + PHONES.of("haus")))
    assert licht.cost + aus.cost == pytest.approx(ARTICULATION.lost("h"))
    assert texts(others) == ["licht an", "lampe rot"]


@given(st.sets(SENTENCES, min_size=1, max_size=5), SENTENCES)
def test_a_sentence_that_was_heard_is_found_and_one_that_was_not_costs_something(
    sentences: set[str], heard: str
) -> None:
    nearest = ways(graph_of(*sorted(sentences)), heard)
    same = [way for way in nearest if sum(stretch.cost for stretch in way.stretches) < 1e-4]
    assert texts(same) == [heard] * (heard in sentences)
    assert texts(nearest[:1]) == [heard] or heard not in sentences


def test_what_is_beyond_the_bound_is_not_found() -> None:
    graph = graph_of("licht an", "licht aus")
    assert ways(graph, "lampe rot bitte", bound=1.0) == []
    assert texts(ways(graph, "licht an", spread=0.3)) == ["licht an"]


@given(
    st.sets(SENTENCES, min_size=1, max_size=5),
    SENTENCES,
    st.floats(0.1, 9.0),
    st.sampled_from([0.1, 0.7, 2.0]),
)
def test_a_bound_leaves_out_what_costs_more_and_nothing_else(
    sentences: set[str], heard: str, bound: float, spread: float
) -> None:
    graph = graph_of(*sorted(sentences))
    every = ways(graph, heard, spread=50.0)
    limit = min([bound, *(way.cost + spread for way in every[:1])])
    assert ways(graph, heard, bound, spread) == [way for way in every if way.cost <= limit]


def test_a_word_of_a_list_is_told_by_its_own_text() -> None:
    groups = WordGroups()
    sign = groups.sign({"lampe": 1.0, "licht": 1.0, "rot": 1.0})
    graph = graph_of(f"{sign} an", f"bitte{sign}en", groups=groups)
    assert texts(ways(graph, "lampe an", spread=0.1)) == ["lampe an"]
    assert texts(ways(graph, "bitte licht en", spread=0.1)) == ["bitte licht en"]


def test_free_text_takes_whole_words() -> None:
    free = [stretch for stretch in ways(graph_of("bitte *"), "bitte rot licht")[0].stretches if stretch.free]
    assert [(stretch.begin, stretch.end) for stretch in free] == [
        (len(PHONES.of("bitte")), sum(len(PHONES.of(word)) for word in ("bitte", "rot", "licht")))
    ]


def test_a_graph_is_the_same_after_it_was_written(tmp_path: Path) -> None:
    groups = WordGroups()
    graph = graph_of(f"{groups.sign({'lampe': 1.0, 'rot': 2.0})} an", "licht aus", groups=groups)
    graph.write(tmp_path / "graph", "beside")
    again, beside = CommandGraph.read(tmp_path / "graph")
    assert beside == "beside"
    assert ways(again, "licht haus") == ways(graph, "licht haus")
