"""The beginning of a command is told from a whole one, by sound, in every language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wyoming_morgan.engines.commands.home import HomeCommands

pytestmark = pytest.mark.slow  # a language takes seconds

Homes = Callable[[str], HomeCommands]

BEGINNINGS = [
    ("en", "Turn on the"),
    ("en", "Turn on bad"),
    ("en", "Activate wood"),
    ("en", "Set a timer for"),
    ("en", "Can you turn on the"),
    ("de", "Schalte die"),
    ("de", "Schalte die Steelampe"),
    ("de", "Stelle einen Timer auf"),
    ("fr", "Allume la lampe de"),
    ("fr", "Règle la lampe de chevet à"),
    ("es", "Enciende la"),
    ("es", "Abre la puerta del"),
    ("it", "Accendi la"),
    ("it", "Apri la porta del"),
    ("nl", "Zet de staande"),
    ("nl", "Zet de staande lamp"),
]
WHOLE = [
    ("en", "turn on the bed light"),
    ("en", "turn bed light on please"),
    ("en", "set a timer for 5 minutes"),
    ("de", "schalte die Stehlampe ein"),
    ("fr", "allume la lampe de chevet"),
    ("es", "enciende la lámpara por favor"),
    ("it", "accendi la lampada"),
    ("nl", "zet de staande lamp aan"),
]


@pytest.mark.parametrize(("language", "heard"), BEGINNINGS)
def test_a_command_that_is_cut_off_is_a_beginning(language: str, heard: str, home_in: Homes) -> None:
    progress = home_in(language).progress(heard, heard, language)
    assert progress.sequel is None
    assert progress.beginning is not None
    assert progress.beginning.distance < 0.2


@pytest.mark.parametrize(("language", "heard"), WHOLE)
def test_a_whole_command_is_no_beginning(language: str, heard: str, home_in: Homes) -> None:
    progress = home_in(language).progress(heard, heard, language)
    assert progress.beginning is None
    assert progress.sequel is not None


@pytest.mark.parametrize(
    ("language", "heard"),
    [
        ("en", "Turn bad light on."),
        ("en", "Activate wood lighting"),
        ("en", "Turn on the bed lie"),
        ("de", "Scheite die Stelllampe ein"),
        ("fr", "Ouvre la port du garage"),
        ("es", "Apada la lámpara"),
        ("it", "Spenni la lampada"),
        ("nl", "Zet de staan de lamp aan"),
    ],
)
def test_slips_make_no_beginning_of_a_whole_command(language: str, heard: str, home_in: Homes) -> None:
    assert home_in(language).progress(heard, heard, language).beginning is None


@pytest.mark.parametrize(
    ("language", "talk"),
    [
        ("en", "The weather was nice yesterday"),
        ("en", "Can you pass me the salt please?"),
        ("en", "He was not a bad man at all"),
        ("de", "Gestern haben wir lange über den Urlaub geredet"),
        ("fr", "Hier nous avons parlé longtemps des vacances"),
        ("es", "Ayer hablamos mucho tiempo de las vacaciones"),
        ("it", "Ieri abbiamo parlato a lungo delle vacanze"),
        ("nl", "Gisteren hebben we lang over de vakantie gepraat"),
    ],
)
def test_talk_begins_no_command(language: str, talk: str, home_in: Homes) -> None:
    progress = home_in(language).progress(talk, talk, language)
    beginning = progress.beginning
    assert progress.sequel is None
    assert beginning is None or beginning.distance + 0.2 * beginning.worst > 0.25
