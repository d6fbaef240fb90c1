"""The homes of an evaluation, and larger ones made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wyoming_morgan.bench.agent_homes import filled, load_home
from wyoming_morgan.config.home import HomeSettings
from wyoming_morgan.errors import InvalidRequest

LAMP = {"areas": ["Kitchen"], "entities": [{"name": "Lamp", "domain": "light", "area": "Kitchen"}]}


@pytest.mark.parametrize("entities", [100, 2000])
def test_a_home_is_filled_with_things_of_other_names(entities: int) -> None:
    home = HomeSettings.model_validate(filled(LAMP, entities)).home()
    assert len(home.entities) == entities
    assert len({name for entity in home.entities for name in entity.names}) == entities
    assert home.entities[0].name == "Lamp"


def test_a_home_that_is_large_enough_stays_as_it_is() -> None:
    assert filled(LAMP, 0) == LAMP


@pytest.mark.parametrize("name", ["none", "../secret", ""])
def test_a_home_that_is_not_in_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "homes").mkdir()
    (tmp_path / "secret.yaml").write_text("areas: []")
    with pytest.raises(InvalidRequest, match="no home"):
        load_home(tmp_path, name)


@pytest.mark.parametrize("text", ["- a list", "a: ["])
def test_a_home_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "homes").mkdir()
    (tmp_path / "homes" / "odd.yaml").write_text(text)
    with pytest.raises(InvalidRequest, match=r"odd\.yaml"):
        load_home(tmp_path, "odd")
