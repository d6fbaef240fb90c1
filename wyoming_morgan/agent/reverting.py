"""Ends states that are to last for a time: “turn on the fan for 20 minutes” is a command and a timer.

The timer carries the opposite command in words, so that it is understood, guarded and done then as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import COMMAND, SentenceMatch
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.turn import Turn
from wyoming_morgan.agent.undoing import OPPOSITES, TWO_STATES

_TIMER = "HassStartTimer"
_ENDS = TWO_STATES | {"climate", "siren"}
"""Domains of things of which the opposite ends what was done."""
_OPENS = frozenset({"cover", "valve"})
_TARGETS = ("name", "area", "floor", "device_class")
_MOST_TRIES = 8
"""Ways to say the opposite of one command that the grammar is asked about, at most."""


class Reversals:
    """Finds the commands that end others."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    async def with_timers(
        self, turn: Turn, matches: Sequence[SentenceMatch]
    ) -> tuple[SentenceMatch, ...] | None:
        """Return commands with a timer behind those that are to last; None if one cannot be ended.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        timed: list[SentenceMatch] = []
        for lasts, group in groupby(matches, key=lambda match: match.lasts):
            states = [self._narrowed(match) if lasts else match for match in group]
            timed += states
            if lasts:
                command = await self._command(turn, states)
                if command is None:
                    return None
                slots: dict[str, SlotValue] = {**lasts, COMMAND: command}
                timed.append(SentenceMatch(command, _TIMER, slots, "command"))
        return tuple(timed)

    async def _command(self, turn: Turn, states: Sequence[SentenceMatch]) -> str | None:
        """Return the words that end all of these states; None if there are none for one of them."""
        commands: list[str] = []
        for state in states:
            command = await self._opposite(turn, state)
            if command is None:
                return None
            commands.append(command)
        joined = f" {turn.replies.delays.joint} ".join(commands)
        understood = await self._grammar.understand(joined, turn.language, None)
        return joined if len(understood) == len(states) else None

    async def _opposite(self, turn: Turn, state: SentenceMatch) -> str | None:
        if state.intent not in OPPOSITES or not self._domains(state) <= _ENDS:
            return None
        words = language_of(turn.language).lasting
        said = [*words.opposed(state.text.strip(" ,.;!")), *self._by_name(turn, state)][:_MOST_TRIES]
        area = state.slots.get("area")
        there = [f"{command} {words.there.format(area=area)}" for command in said] if area else []
        for command in dict.fromkeys((*said, *there)):
            # It must mean the same wherever it is done, so that its room has to be said.
            understood = await self._grammar.understand(command, turn.language, None)
            if len(understood) == 1 and _is_opposite(understood[0], state):
                return command
        return None

    def _by_name(self, turn: Turn, state: SentenceMatch) -> tuple[str, ...]:
        words, name = language_of(turn.language).lasting, state.slots.get("name")
        if not isinstance(name, str):
            return ()
        opens = not self._domains(state).isdisjoint(_OPENS)
        on, off = (words.open, words.close) if opens else (words.on, words.off)
        command = on if OPPOSITES[state.intent] == "HassTurnOn" else off
        return (command.format(name=name),) if command else ()

    def _narrowed(self, state: SentenceMatch) -> SentenceMatch:
        """Return a command in an unknown home for what can be ended only, so that no scene is meant."""
        domains = state.slots.get("domain")
        if not isinstance(domains, tuple) or not _ENDS.intersection(domains):
            return state
        kept = tuple(domain for domain in domains if domain in _ENDS)
        return replace(state, slots={**state.slots, "domain": kept})

    def _domains(self, state: SentenceMatch) -> set[str]:
        """Return the domains of what a command is for, as far as they are known."""
        domain, name = state.slots.get("domain"), state.slots.get("name")
        if domain is not None:
            return {*_listed(domain)}
        return {entity.domain for entity in self._grammar.home.entities if entity.name == name}


def _is_opposite(match: SentenceMatch, state: SentenceMatch) -> bool:
    """Whether a command ends exactly what another one brings about."""
    same = all(match.slots.get(slot) == state.slots.get(slot) for slot in _TARGETS)
    domains = [{*_listed(one.slots["domain"])} for one in (match, state) if "domain" in one.slots]
    alike = not match.needs_area and (not domains or bool(set.intersection(*domains)))
    return same and alike and not match.lasts and match.intent == OPPOSITES[state.intent]


def _listed(value: SlotValue) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)
