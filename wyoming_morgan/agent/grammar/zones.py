"""The places in which people of a home may be, as a question names them."""

from __future__ import annotations

from collections.abc import Mapping

from wyoming_morgan.agent.grammar.slots import NameList
from wyoming_morgan.home.model import Home

HOME = "home"
"""The state of a person at home, and the end of the id of the home's own zone."""
AWAY = "not_home"
ZONE = "zone"


def zone_list(home: Home, places: Mapping[str, tuple[str, ...]]) -> NameList:
    """Return the zones that a question may name: the home's own, and the words for common ones.

    Any text for a zone would make “who is …” a question about the people of the home. Of an unknown home only
    the home itself is known.

    Args:
        home: Its zones are things in it.
        places: What the language calls common places, by the state of a person there.
    """
    zones = [entity for entity in home.entities if entity.domain == ZONE]
    named = {
        spoken.casefold(): (spoken, HOME if entity.entity_id == f"{ZONE}.{HOME}" else entity.name)
        for entity in zones
        for spoken in entity.names
    }
    common = {place: words for place, words in places.items() if home.known or place == HOME}
    for place, words in {HOME: (HOME,), **common}.items():
        for word in words:
            named.setdefault(word.casefold(), (word, place))
    return NameList.of(ZONE, named.values())
