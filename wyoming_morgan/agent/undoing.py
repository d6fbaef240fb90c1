"""Finds the commands that undo what was done just now, where that is plain."""

from __future__ import annotations

from dataclasses import replace

from wyoming_morgan.agent.conversation.session import Session
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.home.model import Home

OPPOSITES = {
    "HassTurnOn": "HassTurnOff",
    "HassTurnOff": "HassTurnOn",
    "HassMediaPause": "HassMediaUnpause",
    "HassMediaUnpause": "HassMediaPause",
    "HassMediaPlayerMute": "HassMediaPlayerUnmute",
    "HassMediaPlayerUnmute": "HassMediaPlayerMute",
}
"""Intents, and those that undo them."""
TWO_STATES = frozenset(
    {"cover", "fan", "humidifier", "input_boolean", "light", "lock", "media_player", "switch", "valve"}
)
"""Domains of things that are as they were before once the opposite is done."""
_WHERE = frozenset({"name", "area", "domain"})


def opposites(session: Session, matches: tuple[SentenceMatch, ...], home: Home) -> tuple[SentenceMatch, ...]:
    """Return the commands that undo the last ones; none unless each was done to one thing of two states.

    Args:
        session: The conversation, whose last turn has to have done them.
        matches: The last commands.
        home: The home.
    """
    if not session.traces or not matches:
        return ()
    actions = session.traces[-1][1].actions
    done = [(action.name, action.arguments.get("name")) for action in actions if action.success is not False]
    undone = tuple(opposite for match in reversed(matches) if (opposite := _opposite(match, home)))
    same = done == [(match.intent, match.slots.get("name")) for match in matches]
    return undone if same and len(done) == len(actions) and len(undone) == len(matches) else ()


def _opposite(match: SentenceMatch, home: Home) -> SentenceMatch | None:
    name = match.slots.get("name")
    domains = {entity.domain for entity in home.entities if entity.name == name}
    intent = OPPOSITES.get(match.intent)
    if intent is None or name is None or not match.slots.keys() <= _WHERE:
        return None
    return replace(match, intent=intent) if domains and domains <= TWO_STATES else None
