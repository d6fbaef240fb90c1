"""Durations and temperatures are written as they are spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.commands.quantities import spoken_quantities


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("en", "a timer for 4.5 hours", "a timer for 4 hours and 30 minutes"),
        ("en", "a timer for 1.5 minutes", "a timer for 1 minute and 30 seconds"),
        ("de", "Timer auf 1,5 Minuten", "Timer auf 1 Minute und 30 Sekunden"),
        ("es", "temporizador de 1h25", "temporizador de 1 hora y 25 minutos"),
        ("fr", "minuteur 1h25", "minuteur 1 heure et 25 minutes"),
        ("it", "timer di 0,5 ore", "timer di 30 minuti"),
        ("nl", "timer voor 1,5 minuut.", "timer voor 1 minuut en 30 seconden."),
        ("en", "set it to 21.5 °C", "set it to 21.5 °"),
        ("en", "set it to 21.5 degrees", "set it to 21.5 degrees"),
        ("xx", "1,5 minuut", "1,5 minuut"),
    ],
)
def test_a_quantity_is_read_as_its_language_says_it(language: str, written: str, spoken: str) -> None:
    assert spoken_quantities(written, language) == spoken


@given(st.text(st.characters(exclude_characters="°hH0123456789")), st.sampled_from(["en", "de", "nl"]))
def test_a_text_without_quantities_stays(text: str, language: str) -> None:
    assert spoken_quantities(text, language) == text
