"""Every language of home-assistant-intents, in a known and an unknown home."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import home_assistant_intents
import pytest

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.grammar.clock import DATE, TIME, clock_slots
from wyoming_morgan.agent.grammar.responses import Responses
from wyoming_morgan.home.model import Home

pytestmark = pytest.mark.slow

LANGUAGES = tuple(home_assistant_intents.get_languages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_loads_and_talk_is_not_a_command_in_it(language: str, load_matcher: MatcherCache) -> None:
    matcher = load_matcher(language, Home())

    assert matcher.match("zzz qqq xxx") is None
    assert matcher.responses.not_understood


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_responses_of_a_language_are_rendered_or_left_to_the_home(language: str) -> None:
    data = home_assistant_intents.get_intents(language)
    assert data is not None
    responses = Responses(data["responses"])
    for intent, keys in data["responses"]["intents"].items():
        for key in keys:
            template = responses.template(intent, key)
            response = responses.render(template, {"name": "Lamp"})
            if "{" not in template:
                assert response == " ".join(template.split())
    for intent in (TIME, DATE):
        template = responses.template(intent, "default")
        for step in range(24 if template else 0):
            now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=13 * step, hours=step, minutes=7 * step)
            assert responses.render(template, clock_slots(intent, now))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on the bed light"),
        ("de", "schalte Bed Light ein"),
        ("fr", "allume Bed Light"),
        ("es", "enciende Bed Light"),
        ("nl", "zet Bed Light aan"),
        ("it", "accendi Bed Light"),
    ],
)
def test_a_name_is_understood_in_many_languages(
    language: str, text: str, home: Home, load_matcher: MatcherCache
) -> None:
    match = load_matcher(language, home).match(text)

    assert match is not None
    assert (match.intent, match.slots["name"]) == ("HassTurnOn", "Bed Light")
