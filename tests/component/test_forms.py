"""What only Home Assistant itself can check: selectors of actions, and the pictures of icons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hass_frontend
import pytest
from homeassistant.helpers.selector import validate_selector
from homeassistant.util.yaml import load_yaml_dict

COMPONENT = Path(__file__).resolve().parents[2] / "custom_components" / "morgan"


def fields() -> dict[str, Any]:
    actions: dict[str, Any] = load_yaml_dict(str(COMPONENT / "services.yaml"))
    return {
        f"{name}.{field}": about
        for name, action in actions.items()
        for field, about in action["fields"].items()
    }


@pytest.mark.parametrize("about", fields().values(), ids=fields())
def test_the_selector_of_a_field_is_one_of_home_assistant(about: dict[str, Any]) -> None:
    assert validate_selector(about["selector"])


def test_every_icon_has_a_picture() -> None:
    pictures: set[str] = set()
    for path in (Path(hass_frontend.__file__).parent / "static" / "mdi").glob("*.json"):
        listed = json.loads(path.read_text())
        pictures |= listed.keys() if isinstance(listed, dict) else set()
    assert "heart-pulse" in pictures
    icons = [icon.removeprefix("mdi:") for icon in leaves(json.loads((COMPONENT / "icons.json").read_text()))]
    assert [icon for icon in icons if icon not in pictures] == []


def leaves(part: dict[str, Any]) -> Iterator[str]:
    for inner in part.values():
        if isinstance(inner, dict):
            yield from leaves(inner)
        else:
            yield inner
