"""Settles which thing a command is for: as it was understood, by a description, or after a question."""

from __future__ import annotations

from dataclasses import replace

from wyoming_morgan.agent.choosing import Choosing
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.conversation.session import Understood
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.naming.finder import Meaning, Reading
from wyoming_morgan.agent.naming.misses import Miss
from wyoming_morgan.agent.naming.namer import Namer
from wyoming_morgan.agent.turn import Answer, Turn

_PATH = "grammar"


class Targeting:
    """Looks at every command before it is judged; what reaches its target stays as it is."""

    def __init__(self, namer: Namer, choosing: Choosing) -> None:
        self._namer = namer
        self._choosing = choosing

    async def settle(
        self, turn: Turn, matches: tuple[SentenceMatch, ...], before: Understood | None
    ) -> tuple[Turn, tuple[SentenceMatch, ...]] | Answer:
        """Return the commands, with the turn as it would have been said by name; or a question or a refusal.

        Args:
            turn: The turn.
            matches: What the grammar understood, if anything.
            before: The commands before, to which the turn may refer.

        Raises:
            MorganError: as the grammar raises it.
        """
        miss = await self._namer.missed(matches, turn.language) if matches else None
        if matches and miss is None:
            return turn, matches
        if miss is Miss.ELSEWHERE:
            return self._elsewhere(turn, matches[0])
        if miss is Miss.SHARED:
            return await self._shared(turn, matches)
        if miss is not None:
            turn.tracer.note("naming", miss.value)
        meaning = await self._namer.find(
            turn.text, turn.language, area=turn.area, before=before.matches if before and not miss else ()
        )
        if meaning is None:
            return turn, matches
        if miss is Miss.UNPLACED and not meaning.is_of_one:
            return turn, matches  # “the blinds”: in which room?
        return self._meant(turn, meaning)

    def _meant(self, turn: Turn, meaning: Meaning) -> tuple[Turn, tuple[SentenceMatch, ...]] | Answer:
        if len(meaning.readings) > 1:
            return self._choosing.ask(turn, meaning.readings, meaning.others)
        (reading,) = meaning.readings
        turn.tracer.note("naming", f"only {reading.entity.name!r} fits")
        return replace(turn, text=reading.matches[0].text), reading.matches

    def _elsewhere(self, turn: Turn, match: SentenceMatch) -> Answer:
        name = str(match.slots["name"])
        area = next((one.area for one in self._namer.grammar.home.entities if one.name == name), None)
        turn.tracer.note("naming", f"{name!r} is in {area!r}")
        text = turn.replies.elsewhere.format(name=name, place=area)
        return Answer(Outcome.NOT_HANDLED, text, _PATH)

    async def _shared(
        self, turn: Turn, matches: tuple[SentenceMatch, ...]
    ) -> tuple[Turn, tuple[SentenceMatch, ...]] | Answer:
        """Take the things of the speaker's room, or ask for the rooms of those that share a name."""
        doubts: list[tuple[int, tuple[Reading, ...]]] = []
        for at, match in enumerate(matches):
            readings = await self._namer.namesakes(match, turn.language)
            here = [reading for reading in readings if turn.area and reading.entity.area == turn.area]
            if len(here) == 1:
                matches = (*matches[:at], *here[0].matches, *matches[at + 1 :])
            elif readings:
                doubts.append((at, readings))
        if not doubts:
            return turn, matches
        first, *others = (
            [
                Reading((*matches[:at], *reading.matches, *matches[at + 1 :]), reading.entity)
                for reading in readings
            ]
            for at, readings in doubts
        )
        return self._choosing.ask(turn, first, others)
