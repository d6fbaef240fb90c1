"""A misspelled word of a name, a kind or a room is the word that is spelled so, if one thing alone fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.naming.conftest import Talk
from wyoming_morgan.agent.grammar.fuzzy import edits, mistakes_in
from wyoming_morgan.home.model import Area, Entity, Home


@pytest.mark.parametrize(
    ("word", "meant", "count"),
    [
        ("kitchn", "kitchen", 1),
        ("curtans", "curtain", None),
        ("curtan", "curtain", 1),
        ("lmp", "lamp", 1),
        ("rolo", "rollo", 1),
        ("rom", "room", 1),
        ("bentilador", "ventilador", 1),
        ("kitten", "kitchen", None),
        ("right", "light", None),
        ("bad", "bed", None),
        ("star", "stair", None),
        ("tower", "towel", None),
        ("guset", "guest", 1),
        ("kitchem", "kitchen", 1),
        ("red", "reed", 1),
        ("lift", "left", None),
    ],
)
def test_mistakes_in_a_word(word: str, meant: str, count: int | None) -> None:
    assert mistakes_in(word, meant) == count


@given(st.text("abcdefgh", min_size=1, max_size=12), st.text("abcdefgh", min_size=1, max_size=12))
def test_there_are_as_many_mistakes_as_letters_differ(word: str, meant: str) -> None:
    count = mistakes_in(word, meant)
    assert count in {None, edits(word, meant, most=2)}
    assert mistakes_in(word, word) in {None, 0}


@pytest.mark.parametrize(
    ("language", "text", "thing"),
    [
        ("en", "close the velvt curtan", "curtain"),
        ("en", "close the velvte", "curtain"),
        ("en", "set the bedrom lamp to 40 percent", "lamp"),
        ("en", "pause the kitchn speakr", "kitchen speaker"),
        ("en", "close the blnd in the kitchn", "blind"),
        ("en", "lock the guset house door", "door"),
        ("de", "schließe den Samtvorhnag", "curtain"),
        ("de", "schließe den Vorhnag", "curtain"),
        ("de", "pausiere den Lautsprcher in der Küche", "kitchen speaker"),
        ("de", "verriegle die Eingangstüre vom Gästehuas", "door"),
        ("fr", "ferme le rideu", "curtain"),
        ("fr", "ferme le rideau de velous", "curtain"),
        ("fr", "mets en pause l'encente de la cuisine", "kitchen speaker"),
        ("es", "cierra la cortna", "curtain"),
        ("es", "cierra la cortina de tercopelo", "curtain"),
        ("es", "pausa el altavos de la cocina", "kitchen speaker"),
        ("it", "chiudi la tendda", "curtain"),
        ("it", "chiudi la tapparela", "blind"),
        ("it", "chiudi la tenda di veluto", "curtain"),
        ("nl", "sluit het fluwelen gordjin", "curtain"),
        ("nl", "sluit het fluwelen gordjn", "curtain"),
        ("nl", "vergrendel de vordeur van het gastenhius", "door"),
    ],
)
async def test_it_is_the_thing_that_fits(
    talk_in: Callable[..., Talk], language: str, text: str, thing: str
) -> None:
    assert await talk_in(language).targets(text) == [thing]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "turn on the shelff light", ("Left shelf light", "Right shelf light")),
        ("en", "pause the speakr", ("Kitchen speaker", "Bedroom speaker")),
        ("fr", "mets en pause l'encente", ("Enceinte de la cuisine", "Enceinte de la chambre")),
        ("nl", "zet de plankverlichtng aan", ("Linker plankverlichting", "Rechter plankverlichting")),
    ],
)
async def test_of_several_it_is_asked(
    talk_in: Callable[..., Talk], language: str, text: str, names: tuple[str, ...]
) -> None:
    reply = await talk_in(language).reply(text)
    assert reply.endswith("?")
    assert all(name in reply for name in names)


async def test_a_word_that_may_be_two_is_asked_about(talk_in: Callable[..., Talk]) -> None:
    home = Home(
        (Entity("Pantry lamp", "light", area="Loft"), Entity("Pastry lamp", "light", area="Loft")),
        (Area("Loft"),),
    )
    reply = await talk_in("en", home).reply("turn on the patry lamp")
    assert reply == "Do you mean Pantry lamp or Pastry lamp?"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on the ballroom lamp"),
        ("en", "turn on the dusk lamp"),
        ("en", "close the velvt curtain in the kitchen"),
        ("en", "close the velvt curtan if it rains"),
        ("en", "tell me about curtans"),
        ("en", "is velvte expensive"),
        ("de", "schließe den Samtvorhnag morgen"),
        ("fr", "ferme le rideu de velours dans la cuisine"),
        ("nl", "sluit het fluwelen gordjin in de keuken"),
    ],
)
async def test_another_word_stays_unknown(talk_in: Callable[..., Talk], language: str, text: str) -> None:
    assert await talk_in(language).targets(text) == []


async def test_a_word_of_commands_is_none_that_is_misspelled(talk_in: Callable[..., Talk]) -> None:
    home = Home((Entity("Flood lamp", "light"), Entity("Tower", "switch"), Entity("Closet", "light")))
    talk = talk_in("en", home)
    for text in ("turn on the floor lamp", "turn on lower", "turn on close"):
        assert await talk.targets(text) == []
