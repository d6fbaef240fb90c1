"""The places in which people of a home may be, as a question names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wyoming_morgan.agent.grammar.slots import NameList
from wyoming_morgan.home.model import Home

HOME = "home"
"""The state of a person at home, and the end of the id of the home's own zone."""
AWAY = "not_home"
ZONE = "zone"
_IN_A_SENTENCE = re.compile(rf"{{{ZONE}\b")


def asks_for_a_place(sentence: str) -> bool:
    """Whether a template asks whether somebody is in a place, which is the slot `state`."""
    return bool(_IN_A_SENTENCE.search(sentence))


def zone_list(home: Home, places: Mapping[str, tuple[str, ...]]) -> NameList:
    """Return the zones that a question may name: the home's own, and the words for common ones.

    Any text for a zone would make “who is …” a question about the people of the home. Of an unknown home only
    the home itself is known.

    Args:
        home: Its zones are things in it.
        places: What the language calls common places, by the state of a person there.
    """
    spoken = {word.casefold(): word for word, _ in _places(home, places)}
    return NameList.of(ZONE, ((word, word) for word in spoken.values()))


def state_at(spoken: str, home: Home, places: Mapping[str, tuple[str, ...]]) -> str:
    """Return the state of a person in a place, by what it is called; arguments as for `zone_list`."""
    folded = spoken.casefold()
    return next((state for word, state in _places(home, places) if word.casefold() == folded), spoken)


def _places(home: Home, places: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield what places are called, with the state of a person there."""
    for entity in home.entities:
        if entity.domain == ZONE:
            state = HOME if entity.entity_id == f"{ZONE}.{HOME}" else entity.name
            yield from ((spoken, state) for spoken in entity.names)
    yield HOME, HOME
    for place, words in places.items():
        if home.known or place == HOME:
            yield from ((word, place) for word in words)
