"""Commands tell by themselves whether they open what is guarded."""

from __future__ import annotations

import pytest

from tests.engines.commands.conftest import Nearest
from wyoming_morgan.engines.commands import orders


@pytest.mark.parametrize(
    ("intent", "domain", "opens", "guarded"),
    [
        ("HassTurnOff", "lock", True, True),
        ("HassTurnOn", "lock", False, False),
        ("HassTurnOn", "cover", True, False),
        ("HassTurnOff", "cover", False, False),
        ("HassTurnOn", "light", True, False),
        ("HassGetState", "lock", False, False),
        ("HassStartTimer", None, False, False),
        ("HassTurnOn", None, True, False),
    ],
)
def test_what_an_intent_does_shows_in_its_signs(
    intent: str, domain: str | None, opens: bool, guarded: bool
) -> None:
    signs = orders.signs(intent, None if domain is None else {"domain": domain}, None)
    assert (orders.OPENS in signs, orders.GUARDED in signs) == (opens, guarded)


def test_the_domains_of_names_count_like_those_of_a_sentence() -> None:
    assert orders.GUARDED in orders.signs("HassTurnOff", None, {"domain": ["lock"]})
    assert orders.GUARDED not in orders.signs("HassTurnOff", None, {"domain": {"value": ["lock", "light"]}})


def test_only_kinds_of_doors_are_guarded_values() -> None:
    assert orders.is_guarded_value("cover_classes", "garage")
    assert not orders.is_guarded_value("cover_classes", ["blind", "shade"])
    assert not orders.is_guarded_value("color", "door")


def test_words_are_spoken_without_signs() -> None:
    assert orders.without_signs(f"{orders.GUARDED}garage_door") == "garage_door"
    assert orders.without_signs(orders.OPENS) == ""


@pytest.mark.slow  # a language takes seconds
@pytest.mark.parametrize(
    ("language", "heard", "guarded"),
    [
        ("en", "Open the garage door", True),
        ("en", "Close the garage door", False),
        ("en", "Is the garage door open", False),
        ("en", "Turn on the bed light", False),
        ("de", "Öffne das Garagentor", True),
        ("de", "Schließe das Garagentor", False),
        ("fr", "Ouvre la porte du garage", True),
        ("fr", "Ferme la porte du garage", False),
        ("es", "Abre la puerta del garaje", True),
        ("es", "Cierra la puerta del garaje", False),
        ("it", "Apri la porta del garage", True),
        ("it", "Chiudi la porta del garage", False),
        ("nl", "Open de garagedeur", True),
        ("nl", "Sluit de garagedeur", False),
    ],
)
def test_what_opens_a_guarded_thing_is_guarded_and_what_closes_it_is_not(
    language: str, heard: str, guarded: bool, nearest: Nearest
) -> None:
    assert nearest(language, heard)[0].guarded is guarded


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "heard", "said"),
    [
        ("en", "turn off the bad light in ten minutes", "turn off the bed light in 10 minutes"),
        ("en", "in 5 minutes turn on the bed lied", "in 5 minutes turn on the bed light"),
        ("de", "schalte die Steelampe aus in 10 Minuten", "schalte die stehlampe aus in 10 minuten"),
        ("fr", "éteins la lampe de chevais dans 10 minutes", "éteins la lampe de chevet dans 10 minutes"),
        ("es", "apada la lámpara en 10 minutos", "apaga la lámpara en 10 minutos"),
        ("it", "spenni la lampada tra 10 minuti", "spegni la lampada tra 10 minuti"),
        ("nl", "doe de staan de lamp uit over 10 minuten", "doe de staande lamp uit over 10 minuten"),
    ],
)
def test_a_command_may_be_done_later(language: str, heard: str, said: str, nearest: Nearest) -> None:
    assert said in [command.text for command in nearest(language, heard)]
