"""Sounds that are made alike are near each other."""

from __future__ import annotations

import itertools

import pytest

from wyoming_morgan.engines.commands.articulation import Articulation

ARTICULATION = Articulation()


def test_a_distance_is_the_same_both_ways_and_nothing_only_to_itself() -> None:
    for one, other in itertools.combinations(ARTICULATION.sounds, 2):
        assert ARTICULATION.distance(one, other) == ARTICULATION.distance(other, one)
        assert 0 < ARTICULATION.distance(one, other) <= 1.3
    assert all(ARTICULATION.distance(sound, sound) == 0 for sound in ARTICULATION.sounds)


@pytest.mark.parametrize(
    ("sound", "near", "far"),
    [
        ("p", "b", "s"),
        ("t", "d", "m"),
        ("i", "ɪ", "ɑ"),
        ("ʃ", "s", "k"),
        ("r", "ʁ", "p"),
        ("ə", "ɐ", "t"),
        ("j", "i", "u"),
        ("ʧ", "ʃ", "ŋ"),
    ],
)
def test_what_is_made_alike_is_nearer(sound: str, near: str, far: str) -> None:
    assert ARTICULATION.distance(sound, near) < ARTICULATION.distance(sound, far)


def test_a_weak_sound_is_lost_more_easily() -> None:
    assert ARTICULATION.lost("ə") < ARTICULATION.lost("k")
