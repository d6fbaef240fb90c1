"""Signs that nobody hears make no other name."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wyoming_morgan.agent.grammar.fuzzy import NearNames
from wyoming_morgan.agent.grammar.signs import folded, variants
from wyoming_morgan.home.model import Area, Entity, Home

HOME = Home(
    entities=tuple(
        Entity(name, "light")
        for name in (
            "Vélux",
            "Araña",
            "Kid's lamp",
            "Wi-Fi",
            "Salt & Pepper",
            "Lamp 1",
            "Lamp 2",
            "Küchenlampe",
            "Außenlicht",
            "A/C",
            "Abat-jour",
            "Bedroom lights",
        )
    ),
    areas=(Area("Bedroom"), Area("Büro")),
)
NEAR = NearNames(HOME)


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("ouvre le Velux", "ouvre le Vélux"),
        ("enciende la arana", "enciende la Araña"),
        ("turn on the kids lamp", "turn on the Kid's lamp"),
        ("turn on the kid\N{RIGHT SINGLE QUOTATION MARK}s lamp", "turn on the Kid's lamp"),
        ("turn on the wi fi", "turn on the Wi-Fi"),
        ("turn on the wifi", "turn on the Wi-Fi"),
        ("turn on salt and pepper", "turn on Salt & Pepper"),
        ("turn on lamp two", "turn on Lamp 2"),
        ("turn on lamp #2", "turn on Lamp 2"),
        ("turn on lamp2", "turn on Lamp 2"),
        ("schalte lampe an im Buero", "schalte lampe an im Büro"),
        ("schalte die Kuechenlampe an", "schalte die Küchenlampe an"),
        ("schalte die Kuchenlampe an", "schalte die Küchenlampe an"),
        ("turn on the AC", "turn on the A/C"),
        ("accendi l abat jour", "accendi l Abat-jour"),
        ("turn on the bedrom lights", "turn on the Bedroom lights"),
    ],
)
def test_what_differs_in_signs_alone_is_the_name(text: str, corrected: str) -> None:
    correction = NEAR.correct(text)
    assert correction is not None
    assert correction.text.casefold() == corrected.casefold()


@pytest.mark.parametrize(
    "text", ["turn on lamp 3", "turn on lamp three", "turn on lamp3", "turn on the lamps 3"]
)
def test_another_number_is_another_thing(text: str) -> None:
    assert NEAR.correct(text) is None


def test_a_misspelled_room_that_begins_the_name_of_a_thing_is_both() -> None:
    correction = NEAR.correct("turn on the bedrom lights")
    assert correction is not None
    assert set(correction.targets) == {("area", "Bedroom"), ("name", "Bedroom lights")}


def test_two_names_that_differ_in_signs_alone_are_not_told_apart() -> None:
    home = Home((Entity("Vélux", "cover"), Entity("Velux", "light"), Entity("Ve-lux", "switch")))
    assert NearNames(home).correct("open the vélux'") is None


@given(st.text("abcäöüéñß12&-'/ ", min_size=1, max_size=20))
@example("ö&ñé")
def test_a_name_sounds_like_itself(name: str) -> None:
    assert not folded(name) or folded(name).replace(" ", "") in set(variants(name.replace("&", " ")))
