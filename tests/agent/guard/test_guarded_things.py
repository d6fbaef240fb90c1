"""The things that the agent asks about, by their domain, class or name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wyoming_morgan.agent.guard.guarded_things import guarded_things
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.home.model import Entity, Home

SETTINGS = GuardSettings()


@pytest.mark.parametrize(
    ("entity", "guarded"),
    [
        (Entity("Front Door", "lock"), True),
        (Entity("Alarm", "alarm_control_panel"), True),
        (Entity("Garage Door", "cover"), True),
        (Entity("Left", "cover", device_class="garage"), True),
        (Entity("Garagentor", "cover"), True),
        (Entity("Porte du garage", "cover"), True),
        (Entity("Curtains", "cover"), False),
        (Entity("Lamp", "light"), False),
        (Entity("Garage door opener", "switch"), True),
        (Entity("Coffee machine", "switch"), False),
    ],
)
def test_what_may_let_somebody_in_is_guarded(entity: Entity, guarded: bool) -> None:
    assert (entity in guarded_things(Home((entity,)), SETTINGS)) is guarded


def test_the_settings_decide() -> None:
    curtains, opener = Entity("Curtains", "cover"), Entity("Garage door opener", "switch")
    home = Home((curtains, opener))
    settings = replace(SETTINGS, confirm=("cover",), confirm_names=False)
    assert guarded_things(home, settings) == {curtains}
