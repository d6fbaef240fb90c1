"""Asks which of several things is meant, and resolves the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.conversation.session import Doubt, OpenChoice
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.naming.finder import Reading
from wyoming_morgan.agent.naming.namer import Namer
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.turn import Answer, Turn
from wyoming_morgan.home.model import Entity

_PATH = "grammar"
_MOST_NAMED = 4
"""Things that a question names."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen of several readings: the commands, and a sentence that asks for them."""

    matches: tuple[SentenceMatch, ...]
    text: str


class Choosing:
    """Asks for one of several readings of a command."""

    def __init__(self, namer: Namer, settings: MemorySettings) -> None:
        self._namer = namer
        self._settings = settings

    def ask(
        self, turn: Turn, readings: Sequence[Reading], others: Sequence[Sequence[Reading]] = ()
    ) -> Answer:
        """Return the question which thing is meant, and keep the readings until the answer.

        Args:
            turn: The turn.
            readings: A reading with each thing that may be meant.
            others: The same for other parts of the sentence, which are asked about afterwards.
        """
        doubts = tuple(map(_doubt, (readings, *others)))
        choice = OpenChoice(doubts, turn.language, turn.now, turn.whence)
        turn.session.choice = choice
        turn.tracer.note("naming", f"{len(readings)} things fit equally well: asks")
        return self._question(turn, choice)

    async def answer(self, turn: Turn) -> Selection | Answer | None:
        """Return what was chosen, or another answer to the question; None of a turn about something else.

        Raises:
            MorganError: as the grammar raises it.
        """
        choice, turn.session.choice = turn.session.choice, None
        if choice is None or not self._is_recent(choice, turn):
            return None
        things = self._things(choice)
        if things is None:
            return None
        chosen = await self._namer.choose(turn.text, turn.language, things, left=choice.left)
        if chosen is None or (choice.left and not chosen.options):
            return None
        if chosen.declines:
            return Answer(Outcome.HANDLED, turn.replies.cancelled, _PATH)
        if chosen.unclear:
            turn.session.choice = replace(choice, at=turn.now)
            return self._question(turn, choice)
        turn.tracer.note("naming", f"chosen: {', '.join(things[at].name for at in chosen.options)}")
        return self._settled(turn, choice, chosen.options)

    def _settled(self, turn: Turn, choice: OpenChoice, chosen: tuple[int, ...]) -> Selection | Answer:
        """Return the commands with what was chosen, or ask about the next part of the sentence."""
        settled = (*choice.chosen, (choice.open, chosen))
        if len(choice.doubts) > 1:
            following = replace(choice, doubts=choice.doubts[1:], chosen=settled, at=turn.now)
            turn.session.choice = following
            return self._question(turn, following)
        left = [at for at in range(len(choice.open.things)) if at not in chosen]
        if left:
            turn.session.choice = OpenChoice(
                (_left_of(choice.open, left),), turn.language, turn.now, turn.whence, left=True
            )
        matches = _commands(settled)
        return Selection(matches, "; ".join(dict.fromkeys(match.text for match in matches)))

    def keep(self, turn: Turn, choice: OpenChoice | None) -> None:
        """Leave a question open that a turn did not answer, which only asked for something else."""
        if choice is not None and not choice.left and turn.session.choice is None:
            turn.session.choice = choice

    def _question(self, turn: Turn, choice: OpenChoice) -> Answer:
        things = self._things(choice) or ()
        return Answer(Outcome.NOT_HANDLED, _words(things, language_of(turn.language)), _PATH)

    def _is_recent(self, choice: OpenChoice, turn: Turn) -> bool:
        age = turn.now - choice.at
        return (
            choice.language == turn.language
            and choice.whence == turn.whence
            and age <= timedelta(seconds=self._settings.followup_seconds)
        )

    def _things(self, choice: OpenChoice) -> tuple[Entity, ...] | None:
        """Return the thing of each reading; None if one is not in the home any more."""
        home = self._namer.grammar.home
        there = {(entity.name, entity.area): entity for entity in home.entities}
        things = tuple(there[key] for key in choice.open.things if key in there)
        return things if len(things) == len(choice.open.things) else None


def _doubt(readings: Sequence[Reading]) -> Doubt:
    return Doubt(
        tuple(reading.matches for reading in readings),
        tuple((reading.entity.name, reading.entity.area) for reading in readings),
    )


def _left_of(doubt: Doubt, left: Sequence[int]) -> Doubt:
    """Return the things that were not chosen, without what was done beside the one that was."""
    decided = [at for at in range(len(doubt.options[0])) if doubt.decides(at)]
    return Doubt(
        tuple(tuple(doubt.options[one][at] for at in decided) for one in left),
        tuple(doubt.things[one] for one in left),
    )


def _commands(settled: Sequence[tuple[Doubt, tuple[int, ...]]]) -> tuple[SentenceMatch, ...]:
    """Return the commands of a sentence with all that was chosen, in their order, each once."""
    whole = settled[0][0].options[0]
    commands: list[SentenceMatch] = []
    for at, match in enumerate(whole):
        variants = [
            variant
            for doubt, chosen in settled
            if doubt.decides(at)
            for one in chosen
            for variant in doubt.options[one][at : at + 1]
        ]
        commands += variants or [match]
    return tuple(commands)


def _words(things: Sequence[Entity], language: Language) -> str:
    """Return the question that names things, or the rooms of those that share a name."""
    replies, words = language.replies, language.states
    names = list(dict.fromkeys(entity.name for entity in things))
    if len(things) > _MOST_NAMED or 1 < len(names) < len(things):
        return replies.one_of_many
    if len(names) == len(things):
        return replies.which_one.format(names=words.one_of(names))
    rooms = [entity.area or "" for entity in things]
    return replies.which_place.format(name=names[0], places=words.one_of(rooms))
