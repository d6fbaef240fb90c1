"""A word that the decoder hears where nobody speaks is none."""

from __future__ import annotations

import numpy as np
import pytest

from wyoming_morgan.audio import from_samples
from wyoming_morgan.engines.stt.pocketsphinx.lattice import Lattice, LatticeNode
from wyoming_morgan.engines.stt.pocketsphinx.made_up import without_made_up

FRAME = 160
NODES = (
    LatticeNode("<s>", 0),
    LatticeNode("in", 10),
    LatticeNode("here", 50),
    LatticeNode("<sil>", 50),
    LatticeNode("</s>", 90),
)
EDGES = {0: [(1, -1.0)], 1: [(2, -2.0), (3, -2.0)], 2: [(4, -3.0)], 3: [(4, -4.0)]}


def sound(*parts: tuple[int, float]) -> bytes:
    """Noise of so many frames, each part at its level: a share of the full scale."""
    random = np.random.default_rng(1)
    return from_samples(
        np.concatenate([level * random.uniform(-1, 1, frames * FRAME) for frames, level in parts])
    )


def words(pcm: bytes) -> set[str]:
    left = without_made_up(Lattice(NODES, EDGES, 0, 4, 90), pcm)
    return {left.nodes[number].word for number, edges in left.edges.items() if edges}


def test_a_word_over_the_quiet_behind_speech_is_left_out() -> None:
    assert words(sound((10, 0.001), (40, 0.3), (40, 0.001))) == {"<s>", "in", "<sil>"}


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param([(40, 0.1)], id="10 dB softer"),
        pytest.param([(12, 0.2), (28, 0.001)], id="a short one, and quiet"),
        pytest.param([(28, 0.001), (12, 0.2)], id="quiet, and a short one"),
    ],
)
def test_a_soft_word_and_a_short_one_stay(behind: list[tuple[int, float]]) -> None:
    assert words(sound((10, 0.001), (40, 0.3), *behind)) == {"<s>", "in", "here", "<sil>"}


def test_in_a_noisy_room_nothing_is_left_out() -> None:
    assert words(sound((10, 0.05), (40, 0.3), (40, 0.05))) == {"<s>", "in", "here", "<sil>"}


def test_a_word_behind_the_end_of_the_sound_stays() -> None:
    assert words(sound((45, 0.3))) == {"<s>", "in", "here", "<sil>"}
