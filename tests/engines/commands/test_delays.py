"""A delay that was said within a command is compared where commands have it: at the end."""

from __future__ import annotations

import pytest

from wyoming_morgan.engines.commands.delays import delay_last


@pytest.mark.parametrize(
    ("language", "heard", "compared"),
    [
        ("de", "Schalter die Lampe in 20 Minuten aus.", "Schalter die Lampe aus in 20 Minuten"),
        ("de", "mach nach 1 Stunde und 5 Minuten Musik an", "mach Musik an nach 1 Stunde und 5 Minuten"),
        ("de", "Mach das Licht in einer Stunde aus", "Mach das Licht aus in einer Stunde"),
        ("nl", "Zet de lamp over 20 minuten uit.", "Zet de lamp uit over 20 minuten"),
        ("es", "apaga dentro de 5 minutos la luz", "apaga la luz dentro de 5 minutos"),
        ("fr", "éteins dans 10 minutes la lampe", "éteins la lampe dans 10 minutes"),
        ("it", "spegni tra 2 ore la luce", "spegni la luce tra 2 ore"),
        ("en", "turn off in 10 seconds the lamp", "turn off the lamp in 10 seconds"),
    ],
)  # fmt: skip
def test_a_delay_goes_behind_the_command(language: str, heard: str, compared: str) -> None:
    assert delay_last(heard, language) == compared


@pytest.mark.parametrize(
    ("language", "heard"),
    [
        ("de", "Schalte die Lampe aus in 20 Minuten."),
        ("de", "In 20 Minuten: Lampe aus."),
        ("de", "Stelle einen Timer auf 20 Minuten ein."),
        ("en", "turn on the light in the kitchen, please"),
        ("en", "turn off the lamp in 10"),
        ("en", ""),
        ("pl", "wyłącz lampę za 10 minut teraz"),
    ],
)
def test_what_has_its_delay_at_either_end_or_none_stays(language: str, heard: str) -> None:
    assert delay_last(heard, language) == heard
