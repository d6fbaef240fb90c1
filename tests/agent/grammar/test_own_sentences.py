"""Morgan's own sentences are understood, and change nothing of what Home Assistant's own sentences mean."""

from __future__ import annotations

from collections.abc import Iterator

import home_assistant_intents
import pytest
from hassil import Intents
from hassil.intents import IntentData

from tests.agent.conftest import MatcherCache
from tests.agent.homes import KITCHEN, home_in
from tests.templates.sampling import Sampler, Unsayable
from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.grammar.slots import HomeLists
from wyoming_morgan.agent.grammar.zones import ZONE, zone_list
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.home.model import Area, Entity, Floor, Home
from wyoming_morgan.templates.templates import is_own, templates_of

SAMPLES = 40
"""Sentences of home-assistant-intents, of each language, that are said with and without Morgan's own."""
TRIES = 30


def home_of(language: str) -> Home:
    """Return a home with things of every domain that sentences are about."""
    home = home_in(language)
    more = {
        "fan": "Zephyr",
        "valve": "Aquastop",
        "vacuum": "Robbie",
        "lawn_mower": "Mowbert",
        "script": "Quux",
        "calendar": "Almanach",
        "person": "Ophelia",
    }
    return Home(
        (*home.entities, *(Entity(name, domain, area=KITCHEN[language]) for domain, name in more.items())),
        (*home.areas, Area("Atrium", floor="Mezzanine")),
        (Floor("Mezzanine"),),
    )


def sampler(language: str, home: Home, seed: int = 7, *, free_text: str = "") -> tuple[Sampler, Intents]:
    templates = templates_of(language)
    assert templates is not None
    intents = Intents.from_dict(templates)
    lists = {**HomeLists().of(home), ZONE: zone_list(home, LANGUAGES[language].states.places)}
    return Sampler(intents, lists, seed, free_text=free_text), intents


def blocks(intents: Intents, *, own: bool) -> Iterator[tuple[str, IntentData]]:
    for intent in intents.intents.values():
        for data in intent.data:
            if is_own(data.metadata) == own:
                yield intent.name, data


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_own_sentence_is_understood(language: str, load_matcher: MatcherCache) -> None:
    home = home_of(language)
    matcher, (say, intents) = load_matcher(language, home), sampler(language, home, free_text="Tofu")

    own = {sentence.text for _, data in blocks(intents, own=True) for sentence in data.sentences}

    missed = []
    for intent, data in blocks(intents, own=True):
        for sentence in data.sentences:
            # More than once if need be: a thing may not be in the room that is said with it.
            texts = (say.say(sentence, data) for _ in range(TRIES))
            matches = (matcher.match(text, KITCHEN[language]) for text in texts)
            # What Home Assistant has a sentence for keeps its meaning.
            if not any(match and (match.intent == intent or match.sentence not in own) for match in matches):
                missed.append((intent, sentence.text))
    assert missed == []


def meaning(match: SentenceMatch | None) -> object:
    return match and (match.intent, match.slots, match.needs_area)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_home_assistant_understands_means_the_same_with_morgans_own_sentences(
    language: str, load_matcher: MatcherCache
) -> None:
    home = home_of(language)
    ours = load_matcher(language, home)
    theirs = SentenceMatcher(language, home, load_templates=home_assistant_intents.get_intents)
    say, intents = sampler(language, home)
    every = [(sentence, data) for _, data in blocks(intents, own=False) for sentence in data.sentences]

    said = changed = 0
    for sentence, data in every[:: max(1, len(every) // SAMPLES)]:
        try:
            text = say.say(sentence, data)
        except Unsayable:
            continue
        said += 1
        before = theirs.match(text, KITCHEN[language])
        changed += before is not None and meaning(ours.match(text, KITCHEN[language])) != meaning(before)
    assert said > SAMPLES / 2
    assert changed == 0
