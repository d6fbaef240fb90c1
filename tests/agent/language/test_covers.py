from __future__ import annotations

import pytest

from wyoming_morgan.agent.language.languages import cover_class


@pytest.mark.parametrize(
    ("name", "device_class"),
    [
        ("Garage", "garage"),
        ("Garage Door", "garage"),
        ("Doppelgarage", "garage"),
        ("Puerta del garaje", "garage"),
        ("Garden Gate", "gate"),
        ("Hoftor", "gate"),
        ("Portail", "gate"),
        ("Cancello", "gate"),
        ("Front Door", "door"),
        ("Terrassentür", "door"),
        ("Voordeur", "door"),
        ("Kitchen Blind", ""),
        ("Tornado", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_cover_suggests_its_device_class(name: str, device_class: str) -> None:
    assert cover_class(name) == device_class
