"""The best whole sentence in what the decoder considered."""

from __future__ import annotations

import pytest

from wyoming_morgan.engines.commands.automaton import Automaton, SentenceNetwork
from wyoming_morgan.engines.stt.pocketsphinx.lattice import Lattice, LatticeNode, best_sentence, parse_lattice

LATTICE = """\
# getcwd: /somewhere
# -logbase 1.0001
#
Frames 100
#
Nodes 5 (NODEID WORD STARTFRAME FIRST-ENDFRAME LAST-ENDFRAME)
0 </s> 90 99 99 ; 0
1 on(2) 50 89 89 ; 0
2 off 50 89 89 ; 0
3 turn 10 49 49 ; 0
4 <s> 0 9 9 ; 0
#
Initial 4
Final 0
#
BestSegAscr 0 (NODEID ENDFRAME ASCORE)
#
Edges (FROM-NODEID TO-NODEID ASCORE)
4 3 -10000
3 1 -400000
3 2 -400000
1 0 -500000
2 0 -300000
End
"""


def commands(*sentences: str) -> Automaton:
    network = SentenceNetwork()
    for sentence in sentences:
        first = network.state()
        network.connect(network.start, first, 1 / len(sentences))
        network.connect(network.write(first, sentence), network.end)
    return network.minimize()


@pytest.fixture
def lattice() -> Lattice:
    return parse_lattice(LATTICE.splitlines(), 1.0001)


def test_a_lattice_is_read(lattice: Lattice) -> None:
    assert lattice.nodes[1] == LatticeNode("on(2)", 50)
    assert (lattice.first, lattice.last, lattice.frames) == (4, 0, 100)
    [(target, acoustic)] = lattice.edges[4]
    assert target == 3
    assert acoustic == pytest.approx(-1.0, abs=1e-3)


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="not a lattice"):
        parse_lattice(["VERSION=1.0"], 1.0001)


def test_what_sounds_best_wins_among_equals(lattice: Lattice) -> None:
    sentence = best_sentence(lattice, commands("turn on", "turn off"))
    assert sentence is not None
    assert sentence.words == ("turn", "off")
    assert sentence.total < 0
    assert sentence.spoken < 0
    assert sentence.pace == pytest.approx(80 / 7)


def test_what_is_no_whole_sentence_is_not_heard(lattice: Lattice) -> None:
    sentence = best_sentence(lattice, commands("turn on", "turn off now"))
    assert sentence is not None
    assert sentence.words == ("turn", "on")
    assert best_sentence(lattice, commands("turn", "stop")) is None


def test_a_likelier_word_wins_over_a_slightly_better_sound(lattice: Lattice) -> None:
    close = LATTICE.replace("1 0 -500000", "1 0 -320000")
    lattice = parse_lattice(close.splitlines(), 1.0001)
    both = commands("turn on", "turn off")
    assert (heard := best_sentence(lattice, both))
    assert heard.words == ("turn", "off")
    assert (heard := best_sentence(lattice, both, {"on"}))
    assert heard.words == ("turn", "on")
