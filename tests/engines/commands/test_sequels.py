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
        (Sequel(amounts=1, ends_in_time=True), Progress.EXTENDABLE),
        (Sequel(amounts=2, ends_in_time=True), Progress.WHOLE),
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
            "set a timer for 10 minutes",
            "set a pizza timer for 10 minutes",
            "stop",
            "what's the temperature",
        ),
        Progress.WHOLE: (
            "set bed light to red",
            "set bed light brightness to 50",
            "set a timer for 30 seconds",
            "set a timer for 10 minutes and 20 seconds",
            "set the temperature to 20 °",
            "turn off the lights in the kitchen",
            "what's the temperature in the kitchen",
        ),
    },
    "de": {
        Progress.EXTENDABLE: ("stelle einen Timer auf 3 Stunden", "stelle einen Timer auf 10 Minuten"),
        Progress.WHOLE: ("mach das Licht in der Küche aus", "stelle die Temperatur auf 20 Grad"),
    },
    "fr": {
        Progress.EXTENDABLE: ("mets un minuteur de 10 minutes",),
        Progress.WHOLE: ("éteins les lumières dans la cuisine", "mets un minuteur de 30 secondes"),
    },
    "es": {
        Progress.EXTENDABLE: ("pon un temporizador de 10 minutos", "pon música"),
        Progress.WHOLE: ("apaga las luces de la cocina", "pon un temporizador de 30 segundos"),
    },
    "it": {
        Progress.EXTENDABLE: ("imposta un timer di 10 minuti",),
        Progress.WHOLE: ("spegni le luci in cucina", "imposta un timer di 30 secondi"),
    },
    "nl": {
        Progress.EXTENDABLE: ("zet een timer op 10 minuten",),
        Progress.WHOLE: ("doe de lampen in de keuken uit", "zet een timer op 30 seconden"),
    },
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


@pytest.mark.slow
@pytest.mark.parametrize("text", ["Set a timer for 1.5 hours.", "set a timer for 1h30"])
def test_a_quantity_is_followed_as_it_is_spoken(home_in: Callable[[str], HomeCommands], text: str) -> None:
    progress = home_in("en").progress(text, text, "en")
    assert progress.beginning is None
    assert progress.sequel is not None
