from __future__ import annotations

import pytest

from wyoming_morgan.agent.language.languages import LANGUAGES

ENGLISH = LANGUAGES["en"].states


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_language_has_words_for_the_same_states_and_sensors(tag: str) -> None:
    words = LANGUAGES[tag].states

    assert set(words.states) == set(ENGLISH.states)
    assert set(words.sensors) == set(ENGLISH.sensors)
    assert all(words.states.values())
    assert all(on and off and on != off for on, off in words.sensors.values())
    assert all("{names}" in sentence for sentence in (words.unreachable, words.unclear))
    assert all("{name}" in sentence for sentence in (words.at_home, words.away, words.in_zone))


@pytest.mark.parametrize(
    ("state", "domain", "device_class", "text"),
    [
        ("not_home", "person", None, "away"),
        ("on", "binary_sensor", "window", "open"),
        ("off", "binary_sensor", "window", "closed"),
        ("on", "binary_sensor", None, "on"),
        ("on", "switch", "window", "on"),
        ("21.5", "sensor", "temperature", "21.5"),
        ("rinse_cycle", "sensor", "enum", "rinse cycle"),
    ],
)
def test_a_state_is_called_by_its_domain_and_class(
    state: str, domain: str, device_class: str | None, text: str
) -> None:
    assert ENGLISH.text_of(state, domain, device_class) == text


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "a", "c"], "a, b and c")]
)
def test_names_are_listed_once_each(names: list[str], text: str) -> None:
    assert ENGLISH.list_of(names) == text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_language_names_the_same_places(tag: str) -> None:
    words = LANGUAGES[tag].states

    assert set(words.places) == set(ENGLISH.places)
    assert all(all(names) for names in words.places.values())
    assert "{zone}" in words.unknown_place
