"""What is known about a command before it is given: is it understood, and is it so already?"""

from __future__ import annotations

from wyoming_morgan.agent.acting.answers import UNAVAILABLE, UNKNOWN
from wyoming_morgan.agent.acting.kinds import is_in
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.guard.targets import CurrentTargets
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.home.contract import HomeLink, linked

_AFTER_ON = {"cover": "open", "lock": "locked", "valve": "open"}
_AFTER_OFF = {"cover": "closed", "lock": "unlocked", "valve": "closed"}
_PLAYERS = {"HassMediaPause": "paused", "HassMediaUnpause": "playing"}
_TWO_STATES = frozenset(
    {
        "automation",
        "climate",
        "cover",
        "fan",
        "humidifier",
        "input_boolean",
        "light",
        "lock",
        "media_player",
        "siren",
        "switch",
        "valve",
    }
)
_WHERE = frozenset({"name", "area", "floor", "domain", "device_class", "preferred_area_id"})
_PLACES = ("name", "area", "floor", "domain", "device_class")


class CommandStanding:
    """Judges commands by the grammar and by the states of the connected home."""

    def __init__(self, grammar: Grammar, home: HomeLink | None) -> None:
        """Judge by a grammar, and by a home if one is connected."""
        self._grammar = grammar
        self._home = home
        self._targets = CurrentTargets(lambda: grammar.home, home)

    @property
    def knows_states(self) -> bool:
        """Whether the states of a home are live now."""
        home = linked(self._home)
        return home is not None and home.connected

    async def understands(self, text: str, language: str) -> bool:
        """Whether the agent understands a text as a command, wherever it is said.

        Raises:
            InvalidRequest: the language is not known.
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        return bool(await self._matches(text, language))

    async def is_so(self, text: str, language: str) -> bool | None:
        """Whether what a command asks for is so already, all of it; None if that is not known.

        Raises:
            InvalidRequest: the language is not known.
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        if not self.knows_states:
            return None
        matches = await self._matches(text, language)
        return self._is_done(matches[0]) if len(matches) == 1 else None

    def either(self, text: str, other: str, language: str) -> str:
        """Return a text that says both of two commands that differ in one word; empty if they do not."""
        words, others = text.split(), other.split()
        places = [at for at, pair in enumerate(zip(words, others, strict=False)) if pair[0] != pair[1]]
        if len(words) != len(others) or len(places) != 1:
            return ""
        place = places[0]
        joint = language_of(self._grammar.resolve_language(language)).states.either.strip()
        return " ".join((*words[: place + 1], joint, *others[place:]))

    async def _matches(self, text: str, language: str) -> tuple[SentenceMatch, ...]:
        return await self._grammar.understand(text, self._grammar.resolve_language(language), None)

    def _is_done(self, match: SentenceMatch) -> bool | None:
        if not match.slots.keys() <= _WHERE:
            return None
        targets = self._targets()
        slots = {slot: match.slots[slot] for slot in _PLACES if slot in match.slots}
        states = targets.states_of(targets.reached(slots))
        states = [state for state in states if state.domain in _TWO_STATES]
        requests = [(state, _requested(match.intent, state.domain)) for state in states]
        pairs = [(state, request) for state, request in requests if request is not None]
        if not pairs or any(state.state in {UNAVAILABLE, UNKNOWN} for state, _ in pairs):
            return None
        return all(is_in(state.state, state.domain, request) for state, request in pairs)


def _requested(intent: str, domain: str) -> str | None:
    """Return the state that an intent leads to in a domain; None if it leads to none there."""
    match intent:
        case "HassTurnOn":
            return _AFTER_ON.get(domain, "on")
        case "HassTurnOff":
            return _AFTER_OFF.get(domain, "off")
    return _PLAYERS.get(intent) if domain == "media_player" else None
