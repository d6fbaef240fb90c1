"""A reading that reaches nothing in this home loses, and what a name does not tell is passed on."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.home.model import Area, Entity, Home

AREAS = (Area("Kitchen"), Area("Garage"), Area("Hallway"))


def heard(
    load_matcher: MatcherCache, home: Home, text: str, area: str | None = None, language: str = "en"
) -> list[tuple[str, dict[str, object]]]:
    matches = understand(load_matcher(language, home), text, area, most=5)
    return [(match.intent, dict(match.slots)) for match in matches]


def test_an_intent_of_a_domain_that_the_home_lacks_loses(load_matcher: MatcherCache) -> None:
    vacuum = Home((Entity("Rob", "vacuum", area="Kitchen"),), AREAS)
    mower = Home((Entity("Bob", "lawn_mower", area="Kitchen"),), AREAS)

    assert heard(load_matcher, mower, "return to base") == [("HassLawnMowerDock", {})]
    assert not heard(load_matcher, vacuum, "return to base")


def test_a_class_and_a_room_that_reach_nothing_lose(load_matcher: MatcherCache) -> None:
    home = Home((Entity("Big one", "cover", area="Kitchen", device_class="garage"),), AREAS)

    ((intent, slots),) = heard(load_matcher, home, "close the garage door", "Kitchen")
    assert (intent, slots["device_class"], slots["area"]) == ("HassTurnOff", "garage", "Kitchen")


@pytest.mark.parametrize(
    ("text", "intent", "domain"),
    [
        ("lock the front door", "HassTurnOn", "lock"),
        ("unlock the front door", "HassTurnOff", "lock"),
        ("is the front door locked", "HassGetState", "lock"),
    ],
)
def test_the_domain_that_a_sentence_demands_is_passed_on_where_a_name_is_shared(
    load_matcher: MatcherCache, text: str, intent: str, domain: str
) -> None:
    home = Home(
        (Entity("Front door", "lock", area="Hallway"), Entity("Front door", "binary_sensor", area="Hallway")),
        AREAS,
    )

    ((heard_intent, slots),) = heard(load_matcher, home, text)
    assert (heard_intent, slots["name"], slots["domain"]) == (intent, "Front door", domain)


def test_a_name_of_one_thing_needs_no_domain(load_matcher: MatcherCache) -> None:
    home = Home((Entity("Front door", "lock", area="Hallway"),), AREAS)

    assert heard(load_matcher, home, "lock the front door") == [("HassTurnOn", {"name": "Front door"})]


def test_several_classes_are_several_texts(load_matcher: MatcherCache) -> None:
    home = Home((Entity("Banne", "cover", area="Cuisine"),), (Area("Cuisine"),))

    ((_, slots),) = heard(load_matcher, home, "ferme les stores", "Cuisine", "fr")
    assert slots["device_class"] == ("blind", "shade")
