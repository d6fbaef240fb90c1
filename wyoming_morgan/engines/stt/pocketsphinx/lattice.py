"""The best whole sentence of an automaton in a word lattice.

The trigram model only looks two words back, so its best path may not be a command. The lattice holds the
alternatives: this module finds the path that is acoustically likely and a whole sentence. If there is none,
nothing was meant for the home.

The format is that of Sphinx 3's lattices: nodes are words with the frame they begin in, edges carry the
acoustic score of the word they leave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import log
from typing import Any, NamedTuple

from wyoming_morgan.engines.commands.automaton import Automaton

LANGUAGE_WEIGHT = 6.5
"""How much the automaton's probabilities weigh against the acoustic scores, as in the decoder itself."""
_WORD_COST = log(0.65)
_SILENCE_COST = LANGUAGE_WEIGHT * log(0.005)
_NOISE_COST = LANGUAGE_WEIGHT * log(1e-8)
_SILENCES = frozenset({"<s>", "</s>", "<sil>"})
_FAVOR = 5.0
"""The gain, in nats, of a word that the client named as likelier."""
_BEAM = 400.0
"""How far behind the best path at a node, in nats, others are followed."""


@dataclass(frozen=True, slots=True)
class LatticeNode:
    """A word that begins in a frame; fillers are in brackets, variants of a pronunciation end in `(2)`."""

    word: str
    frame: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """Words and how they may follow each other; `edges[i]` are the (target, acoustic score in nats)."""

    nodes: tuple[LatticeNode, ...]
    edges: dict[int, list[tuple[int, float]]]
    first: int
    last: int
    frames: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The result. Two scores are averages in nats for a frame (10 ms); 0 would be a perfect match."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    """The frame in which each word begins, and the one behind its last."""
    score: float
    """The score of the whole path, in nats."""
    total: float
    """The score of the whole path over the whole audio: how well it fits, and how likely it is."""
    spoken: float
    """The same of only the words, over their frames: it exposes a word made up from noise."""
    pace: float
    """Frames for a letter: it exposes a word drawn out over steady noise."""


def parse_lattice(lines: Iterable[str], log_base: float) -> Lattice:
    """Read a lattice. `log_base` is the base of the scores' logarithms.

    Raises:
        ValueError: the format is different.
    """
    nat = log(log_base)
    nodes: list[LatticeNode] = []
    edges: dict[int, list[tuple[int, float]]] = defaultdict(list)
    numbers = dict.fromkeys(("Frames", "Nodes", "Initial", "Final"), 0)
    section = ""
    for line in lines:
        fields = line.split()
        if not fields or line.startswith("#"):
            continue
        if fields[0] in numbers:
            numbers[fields[0]] = int(fields[1])
            section = fields[0]
        elif not fields[0].isdigit():
            section = fields[0]
        elif section == "Nodes":
            nodes.append(LatticeNode(fields[1], int(fields[2])))
        elif section == "Edges":
            edges[int(fields[0])].append((int(fields[1]), int(fields[2]) * nat))
    if not nodes or len(nodes) != numbers["Nodes"]:
        raise ValueError("not a lattice in the format of Sphinx 3")
    return Lattice(tuple(nodes), edges, numbers["Initial"], numbers["Final"], numbers["Frames"])


class _Path(NamedTuple):
    """A way to a node: its score, that of its words, their frames, and these words, last first.

    Each word stands with the frame in which it begins, and the one behind its last.
    """

    score: float
    spoken: float = 0.0
    frames: int = 0
    words: tuple[str, int, int, Any] | None = None


@dataclass(frozen=True, slots=True)
class BestSentences:
    """The best paths that are a whole sentence and the beginning of one, if there are any."""

    whole: Sentence | None
    beginning: Sentence | None


def best_sentence(lattice: Lattice, automaton: Automaton, favored: Collection[str] = ()) -> Sentence | None:
    """Return the best path that is a whole sentence of the automaton, if there is any.

    `favored` are words of the automaton that are likelier than usual.
    """
    return best_sentences(lattice, automaton, favored).whole


def best_sentences(lattice: Lattice, automaton: Automaton, favored: Collection[str] = ()) -> BestSentences:
    """Return the best paths of one search, as `best_sentence` does."""
    arrived: dict[int, dict[int, _Path]] = {lattice.first: {automaton.start: _Path(0.0)}}
    for number in sorted(range(len(lattice.nodes)), key=lambda number: lattice.nodes[number].frame):
        if number == lattice.last or number not in arrived:
            continue
        node, paths = lattice.nodes[number], arrived.pop(number)
        filler = is_filler(node)
        if not filler:
            word = node.word.partition("(")[0]
            paths = _follow(node, paths, automaton, _FAVOR if word in favored else 0.0)
        elif number != lattice.first:
            cost = _SILENCE_COST if node.word in _SILENCES else _NOISE_COST
            paths = {state: path._replace(score=path.score + cost) for state, path in paths.items()}
        for target, acoustic in lattice.edges.get(number, ()) if paths else ():
            frames = lattice.nodes[target].frame - node.frame
            there = arrived.setdefault(target, {})
            for state, path in paths.items():
                score = path.score + acoustic
                if state not in there or there[state].score < score:
                    there[state] = (
                        path._replace(score=score)
                        if filler
                        else _Path(
                            score,
                            path.spoken + acoustic,
                            path.frames + frames,
                            _until(path.words, lattice.nodes[target].frame),
                        )
                    )
    paths = arrived.get(lattice.last, {})
    return BestSentences(
        whole=_best(paths, automaton, lattice.frames, whole=True),
        beginning=_best(paths, automaton, lattice.frames, whole=False),
    )


def is_filler(node: LatticeNode) -> bool:
    """Whether a node is silence or noise rather than a word."""
    return node.word[0] in "<[+"


def _until(words: tuple[str, int, int, Any] | None, frame: int) -> tuple[str, int, int, Any] | None:
    """Return words of which the last one ends before a frame."""
    return None if words is None else (words[0], words[1], frame, words[3])


def _follow(
    node: LatticeNode, paths: dict[int, _Path], automaton: Automaton, favor: float
) -> dict[int, _Path]:
    """Take every path that is not hopeless along the word, if the automaton allows it."""
    word = node.word.partition("(")[0]
    followed: dict[int, _Path] = {}
    hopeless = max(path.score for path in paths.values()) - _BEAM
    for state, path in paths.items():
        edge = automaton.states[state].edges.get(word)
        if edge is None or path.score < hopeless:
            continue
        gain = LANGUAGE_WEIGHT * log(edge[0]) + _WORD_COST + favor
        score = path.score + gain
        if edge[1] not in followed or followed[edge[1]].score < score:
            followed[edge[1]] = _Path(
                score, path.spoken + gain, path.frames, (word, node.frame, node.frame, path.words)
            )
    return followed


def _best(paths: dict[int, _Path], automaton: Automaton, frames: int, *, whole: bool) -> Sentence | None:
    """Return the best path that may end where it is, or go on if it is not whole, with its words."""
    best: _Path | None = None
    for state, path in paths.items():
        ending, goes_on = automaton.states[state].ending, bool(automaton.states[state].edges)
        if path.words is None or not (ending if whole else goes_on):
            continue
        score = path.score + (LANGUAGE_WEIGHT * log(ending) if whole else 0.0)
        if best is None or best.score < score:
            best = path._replace(score=score)
    if best is None:
        return None
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    rest = best.words
    while rest is not None:
        word, first, behind, rest = rest
        words.insert(0, word)
        spans.insert(0, (first, behind))
    return Sentence(
        words=tuple(words),
        spans=tuple(spans),
        score=best.score,
        total=best.score / max(frames, 1),
        spoken=best.spoken / max(best.frames, 1),
        pace=best.frames / max(1, sum(map(len, words))),
    )
