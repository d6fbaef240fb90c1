from __future__ import annotations

from dataclasses import replace

import pytest

from wyoming_morgan.agent.guard import index as index_module
from wyoming_morgan.agent.guard.index import HomeIndex, words_of
from wyoming_morgan.agent.language.guarded import Guarded
from wyoming_morgan.home.model import Area, Entity, Home

GATE = Entity("Open the gate", "script", entity_id="script.one")
LAMP = Entity("Lamp", "light", aliases=("the big lamp",), area="Den", entity_id="light.lamp")
HOME = Home(entities=(GATE, LAMP), areas=(Area("Den"),))


def test_an_index_knows_what_is_called_what_and_where_it_is() -> None:
    index = HomeIndex(HOME)

    assert index.names["the big lamp"] == (LAMP,)
    assert index.by_area["den"] == (LAMP,)
    assert index.by_id["script.one"] is GATE
    assert index.names_in("open the gate, and the big lamp!") == (GATE, LAMP)
    assert index.suggested(GATE) == (Guarded.ACCESS, "")


def test_the_index_of_the_next_home_is_what_it_would_be_without_the_one_before() -> None:
    before = HomeIndex(HOME)
    before.suggested(GATE)
    renamed = replace(GATE, name="Water the flowers")
    home = Home(entities=(LAMP, renamed, Entity("Lamp", "light", entity_id="light.other")))
    index, fresh = HomeIndex(home, before=before), HomeIndex(home)

    assert index.names == fresh.names
    assert index.suggested(renamed) == fresh.suggested(renamed) == (None, "")
    assert [thing.entity_id for thing in index.names["lamp"]] == ["light.lamp", "light.other"]
    assert "open the gate" not in index.names


def test_things_that_share_a_name_are_all_found_once() -> None:
    twice = Entity("Lamp", "light", aliases=("lamp",))

    assert HomeIndex(Home(entities=(twice, LAMP))).names["lamp"] == (twice, LAMP)


def test_names_of_things_that_stay_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = HomeIndex(HOME)
    read: list[str] = []

    def watched(text: str) -> str:
        read.append(text)
        return words_of(text)

    monkeypatch.setattr(index_module, "words_of", watched)
    HomeIndex(Home(entities=(LAMP, replace(GATE, name="Water the flowers"))), before=before)

    assert read == ["Water the flowers"]
