"""Whatever is said, a thing is meant only if its name or its kind was said, and never more than one."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.naming.conftest import LANGUAGES
from tests.agent.naming.described_home import described_home
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.naming.descriptions import Describer
from wyoming_morgan.agent.naming.finder import Finder
from wyoming_morgan.agent.naming.things import NamedThings
from wyoming_morgan.home.model import Area, Entity, Home

DESCRIBERS = {
    tag: Describer(NamedThings(described_home(tag), language_of(tag).naming), language_of(tag))
    for tag in LANGUAGES
}

OTHER_WORDS = ["turn", "on", "off", "when", "not", "purple", "2", "second", "x", "l'", "all", "except"]


def vocabulary(tag: str) -> list[str]:
    home, naming = described_home(tag), language_of(tag).naming
    names = [
        word for entity in home.entities for name in (entity.name, entity.area or "") for word in name.split()
    ]
    kinds = [
        word for words in naming.kinds.values() for text in words.one | words.many for word in text.split()
    ]
    return sorted({*names, *kinds, *naming.glue, *naming.describing, *OTHER_WORDS})


@dataclass
class Yielding:
    """A grammar that takes any text with the name of a thing for a command."""

    home: Home
    texts: list[str] = field(default_factory=list)

    def __call__(self, text: str) -> tuple[SentenceMatch, ...]:
        self.texts.append(text)
        names = [entity.name for entity in self.home.entities if entity.name in text]
        return (SentenceMatch(text, "HassTurnOn", {"name": max(names, key=len)}, "default"),) if names else ()


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, str]:
    tag = draw(st.sampled_from(LANGUAGES))
    words = draw(st.lists(st.sampled_from(vocabulary(tag)), min_size=1, max_size=7))
    return tag, " ".join(words)


@given(sentences(), st.booleans())
def test_what_is_meant_was_said(sentence: tuple[str, str], in_a_room: bool) -> None:
    tag, text = sentence
    describer = DESCRIBERS[tag]
    things = describer.things
    area = things.home.areas[0].name if in_a_room else None
    grammar = Yielding(things.home)

    meaning = Finder(describer, grammar).find(text, area)

    said = {*things.stems(text)}
    for reading in meaning.readings if meaning else ():
        entity = reading.entity
        assert entity in things.home.entities
        assert [match.slots["name"] for match in reading.matches] == [entity.name]
        kinds = {
            kind
            for words, meanings in things.kind_words.items()
            if {*words.split()} <= said or any(part.endswith(words) for part in said)
            for kind in meanings
        }
        words = [word for name in entity.names for word in things.stems(name)]
        named = any(word in part for word in words for part in said)
        assert named or kinds & things.kinds(entity).keys()
    meant = [reading.entity for reading in meaning.readings] if meaning else []
    assert len({entity.name for entity in meant}) == len(meant)


@given(sentences())
def test_the_grammar_is_asked_a_few_times_only(sentence: tuple[str, str]) -> None:
    tag, text = sentence
    asked: list[str] = []

    def refusing(named: str) -> tuple[SentenceMatch, ...]:
        asked.append(named)
        return ()

    assert Finder(DESCRIBERS[tag], refusing).find(text, None) is None
    assert len(asked) <= 5


@pytest.mark.parametrize("tag", LANGUAGES)
@given(st.text(max_size=60))
def test_any_text_is_read(tag: str, text: str) -> None:
    for description in DESCRIBERS[tag].descriptions(text, None):
        assert 0 <= description.start < description.end <= len(text)


def test_a_room_alone_describes_nothing() -> None:
    describer = DESCRIBERS["en"]

    assert [*describer.descriptions("turn on the kitchen", None)] == []
    assert [*describer.descriptions("turn on the living room", None)] == []


def test_of_very_many_things_only_one_in_the_speakers_room_is_meant() -> None:
    rooms = tuple(Area(f"Room {number}") for number in range(120))
    home = Home(tuple(Entity(f"Spot {room.name}", "light", area=room.name) for room in rooms), rooms)
    things = NamedThings(home, language_of("en").naming)

    assert things.fitting(["spot"], None) == []
    assert [fit.entity.name for fit in things.fitting(["spot"], "Room 7")] == ["Spot Room 7"]
