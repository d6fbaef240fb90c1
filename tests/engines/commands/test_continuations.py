"""What may follow the words of a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.commands.automaton import SentenceNetwork
from wyoming_morgan.engines.commands.continuations import Continuations
from wyoming_morgan.engines.commands.names import HomeNames


def continuations(
    *sentences: str, fillers: tuple[str, ...] = ("please", "can you"), names: HomeNames | None = None
) -> Continuations:
    network = SentenceNetwork()
    for sentence in sentences:
        network.connect(network.write(network.start, sentence), network.end)
    return Continuations(network.minimize(), (), fillers, names)


HOME = continuations(
    "turn on the lights",
    "turn on the lights in the kitchen",
    "turn on bed_light",
    "turn on bed_light_strip",
    "lock the door",
    "next please",
    "next",
    "add * to my list",
    "a timer called *",
    "* is done",
)


@pytest.mark.parametrize(
    "text", ["lock the door", "please lock the door", "next", "Can you lock the door, please?"]
)
def test_nothing_follows_a_command_that_is_whole(text: str) -> None:
    sequel = HOME.sequel(HOME.telling(text))
    assert sequel is not None
    assert (sequel.words, sequel.name, sequel.amount) == (0, 0, 0)


@pytest.mark.parametrize(
    "text", ["turn on the lights", "turn on bed light", "a timer called pizza", "add milk to my list"]
)
def test_more_may_follow_a_place_a_longer_name_and_free_text(text: str) -> None:
    sequel = HOME.sequel(HOME.telling(text))
    assert sequel is not None
    assert (sequel.words > 0) is (text != "add milk to my list")


@pytest.mark.parametrize(
    ("text", "alone"), [("next", True), ("bed light", True), ("turn on bed light", False)]
)
def test_a_single_word_or_name_may_be_about_anything(text: str, alone: bool) -> None:
    home = continuations("next", "bed_light", "turn on bed_light", names=HomeNames({"bed_light": (0,)}))
    sequel = home.sequel(home.telling(text))
    assert sequel is not None
    assert sequel.is_one_word is alone


PLAYERS = ("skip this", "skip this on tv", "skip this on radio", "run party", "run party in the den")


@pytest.mark.parametrize(
    ("names", "likely"), [({"tv": (0,), "radio": (0,)}, 0), ({"tv": (0,), "radio": (1,)}, 2 / 3)]
)
def test_the_name_of_the_only_thing_that_it_can_be_tells_nothing(
    names: dict[str, tuple[int, ...]], likely: float
) -> None:
    sequel = continuations(*PLAYERS, names=HomeNames(names)).sequel(["skip", "this"])
    assert sequel is not None
    assert sequel.name == pytest.approx(likely)


PLAYED = ("play *", "play tv", "set tv to 50", "set tv to 50_%", "set tv to warm", "set tv to warm_white")


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [("play jazz", True), ("play tv", False), ("set tv to 50", False), ("set tv to warm", True)],
)
def test_what_names_something_is_no_free_text_and_a_sign_makes_no_other_command(
    text: str, goes_on: bool
) -> None:
    home = continuations(*PLAYED, names=HomeNames({"tv": (0,)}))
    sequel = home.sequel(text.split())
    assert sequel is not None
    assert (sequel.name > 0) is goes_on


def test_a_number_may_begin_a_name_of_the_home() -> None:
    home = continuations("turn on 3", "turn on 3_d_printer", names=HomeNames({"3_d_printer": (0,)}))
    sequel = home.sequel(["turn", "on", "3"])
    assert sequel is not None
    assert sequel.name == pytest.approx(0.5)


@pytest.mark.parametrize("roomless", [False, True])
def test_a_scene_needs_no_room(roomless: bool) -> None:
    names = HomeNames({"party": (0,)}, frozenset({"den"}), frozenset({"party"} if roomless else ()))
    sequel = continuations(*PLAYERS, names=names).sequel(["run", "party"])
    assert sequel is not None
    assert sequel.is_specific is roomless


@pytest.mark.parametrize(
    "text",
    [
        "turn",
        "turn on the",
        "turn on bed",
        "please turn on the",
        "lock the",
        "add milk to my",
        "a timer called",
    ],
)
def test_a_beginning_is_no_whole_command(text: str) -> None:
    assert HOME.begins(HOME.telling(text))
    assert HOME.sequel(HOME.telling(text)) is None


@pytest.mark.parametrize(
    "text", ["", "please", "the lights", "turn on the oven", "well I think so", "next", "turn on the lights"]
)
def test_other_words_begin_no_command(text: str) -> None:
    assert not HOME.begins(HOME.telling(text))


@given(
    st.lists(
        st.sampled_from("turn on the lights in kitchen bed light add to my list please *".split()),
        max_size=12,
    )
)
def test_words_are_a_beginning_or_whole_or_neither(words: list[str]) -> None:
    rest = HOME.telling(" ".join(words))
    sequel = HOME.sequel(rest)
    assert not (HOME.begins(rest) and sequel is not None)
    assert sequel is None or all(0 <= share <= 1 for share in (sequel.words, sequel.name, sequel.amount))
