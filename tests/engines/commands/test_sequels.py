"""What follows a command says whether its end has to be waited for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from wyoming_morgan.engines.commands.home import HomeCommands
from wyoming_morgan.engines.commands.sequels import Following, NextWord, SequelSearch, WordKind
from wyoming_morgan.engines.contract.commands import Sequel, progress_of_whole
from wyoming_morgan.engines.contract.stt import Progress

OTHER, NAME, AMOUNT = WordKind.OTHER, WordKind.NAME, WordKind.AMOUNT


def found(states: Mapping[int, list[NextWord]], state: int = 0) -> Following:
    return SequelSearch(lambda number: states.get(number, [])).of(state)


def test_a_name_is_found_behind_other_words_by_how_likely_they_are() -> None:
    states = {0: [NextWord(OTHER, 0.5, 1), NextWord(NAME, 0.1, 9)], 1: [NextWord(NAME, 0.4, 9)]}
    assert found(states) == pytest.approx((0.3, 0.0))


def test_what_is_behind_the_first_telling_word_does_not_count() -> None:
    states = {0: [NextWord(AMOUNT, 0.6, 1)], 1: [NextWord(NAME, 1.0, 9)]}
    assert found(states) == pytest.approx((0.0, 0.6))


def test_nothing_follows_an_end() -> None:
    assert found({}) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("sequel", "progress"),
    [
        (Sequel(), Progress.WHOLE),
        (Sequel(words=0.9), Progress.WHOLE),
        (Sequel(words=0.9, is_one_word=True), Progress.EXTENDABLE),
        (Sequel(name=0.2), Progress.EXTENDABLE),
        (Sequel(name=0.2, names_something=True), Progress.WHOLE),
        (Sequel(name=0.2, amounts=1), Progress.WHOLE),
        (Sequel(name=0.3, names_something=True), Progress.EXTENDABLE),
        (Sequel(name=0.3, names_something=True, is_specific=True), Progress.WHOLE),
        (Sequel(amount=0.3), Progress.WHOLE),
        (Sequel(amount=0.3, amounts=1), Progress.EXTENDABLE),
        (Sequel(amount=0.3, amounts=2), Progress.WHOLE),
        (Sequel(another=0.3), Progress.EXTENDABLE),
    ],
)
def test_what_would_change_a_command_is_waited_for(sequel: Sequel, progress: Progress) -> None:
    assert progress_of_whole(sequel) is progress


COMMANDS: Mapping[str, Mapping[Progress, tuple[str, ...]]] = {
    "en": {
        Progress.EXTENDABLE: (
            "turn on the lights",
            "set a timer for 3 hours",
            "stop",
            "what's the temperature",
        ),
        Progress.WHOLE: (
            "set bed light to red",
            "set bed light brightness to 50",
            "turn off the lights in the kitchen",
            "what's the temperature in the kitchen",
        ),
    },
    "de": {
        Progress.EXTENDABLE: ("stelle einen Timer auf 3 Stunden",),
        Progress.WHOLE: ("mach das Licht in der Küche aus",),
    },
    "fr": {Progress.WHOLE: ("éteins les lumières dans la cuisine",)},
    "es": {Progress.WHOLE: ("apaga las luces de la cocina",)},
    "it": {Progress.WHOLE: ("spegni le luci in cucina",)},
    "nl": {Progress.WHOLE: ("doe de lampen in de keuken uit",)},
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "progress", "text"),
    [
        (language, progress, text)
        for language, commands in COMMANDS.items()
        for progress, texts in commands.items()
        for text in texts
    ],
)
def test_commands_of_a_home_end_or_may_go_on(
    home_in: Callable[[str], HomeCommands], language: str, progress: Progress, text: str
) -> None:
    sequel = home_in(language).progress(text, text, language).sequel
    assert sequel is not None
    assert progress_of_whole(sequel) is progress
