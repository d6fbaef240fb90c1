"""“Turn the lamp on or off”: two opposites at once are a question back, and its answer does one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from wyoming_morgan.agent.choosing import Selection
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.conversation.session import Doubt, OpenChoice
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.turn import Answer, Turn

_PATH = "grammar"
_PLACES = ("name", "area", "floor", "domain")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # noqa: RUF001 - the apostrophe that people write
_LONGEST_ANSWER = 6
"""Words of an answer; more are another sentence."""


@dataclass(frozen=True, slots=True)
class _Split:
    """Two texts of one, and the word in which they differ in each."""

    texts: tuple[str, str]
    words: tuple[str, str]


class EitherWay:
    """Asks which of two opposites is meant, and resolves the answer."""

    def __init__(self, grammar: Grammar, settings: MemorySettings) -> None:
        """Understand the opposites with a grammar."""
        self._grammar = grammar
        self._settings = settings

    async def ask(self, turn: Turn) -> Answer | None:
        """Return the question which of two opposites is meant; None of a turn that does not say two.

        Raises:
            MorganError: as the grammar raises it.
        """
        joint = language_of(turn.language).states.either.strip()
        for split in _splits(turn.text, joint):
            first, second = [
                await self._grammar.understand(text, turn.language, turn.area) for text in split.texts
            ]
            if _are_opposites(first, second):
                turn.tracer.note("either", f"{split.words[0]!r} or {split.words[1]!r} is not said: asks")
                return self._asked(turn, split, (first, second))
        return None

    def answer(self, turn: Turn) -> Selection | Answer | None:
        """Return what was chosen, or another answer to the question; None of a turn about something else."""
        choice = turn.session.choice
        if choice is None or not choice.words:
            return None
        turn.session.choice = None
        age = turn.now - choice.at
        if (
            choice.language != turn.language
            or choice.whence != turn.whence
            or age > timedelta(seconds=self._settings.followup_seconds)
        ):
            return None
        said = [word.casefold() for word in _WORD.findall(turn.text)]
        chosen = [at for at, word in enumerate(choice.words) if word.casefold() in said]
        if len(chosen) == 1 and _is_only_answer(said, choice, turn):
            turn.tracer.note("either", f"chosen: {choice.words[chosen[0]]!r}")
            matches = choice.open.options[chosen[0]]
            return Selection(matches, matches[0].text)
        if turn.cues.leaves("no", turn.text) == "":
            return Answer(Outcome.HANDLED, turn.replies.cancelled, _PATH)
        return None

    def _asked(
        self, turn: Turn, split: _Split, options: tuple[tuple[SentenceMatch, ...], tuple[SentenceMatch, ...]]
    ) -> Answer:
        turn.session.choice = OpenChoice(
            (Doubt(options, ()),), turn.language, turn.now, turn.whence, words=split.words
        )
        command = split.texts[0].rstrip(" .,!?;:")
        command = command[:1].upper() + command[1:]
        words = language_of(turn.language).states
        text = words.which_way.format(command=command, other=split.words[1])
        return Answer(Outcome.NOT_HANDLED, text, _PATH)


def _splits(text: str, joint: str) -> Iterator[_Split]:
    """Yield each way to leave out one of the two words around “or”."""
    spoken = text.split()
    for at, word in enumerate(spoken[1:-1], start=1):
        if word.casefold() != joint:
            continue
        before, behind = spoken[at - 1], spoken[at + 1]
        first = [*spoken[:at], *spoken[at + 2 :]]
        second = [*spoken[: at - 1], *spoken[at + 1 :]]
        words = (before.strip(".,!?;:"), behind.strip(".,!?;:"))
        yield _Split((" ".join(first), " ".join(second)), words)


def _are_opposites(first: tuple[SentenceMatch, ...], second: tuple[SentenceMatch, ...]) -> bool:
    if len(first) != 1 or len(second) != 1 or first[0].intent == second[0].intent:
        return False
    one, other = (tuple(match.slots.get(place) for place in _PLACES) for match in (first[0], second[0]))
    return first[0].acts and second[0].acts and one == other


def _is_only_answer(said: list[str], choice: OpenChoice, turn: Turn) -> bool:
    """Whether nothing else is said than words of the two commands, and words that change nothing."""
    vocabulary = {
        word.casefold() for matches in choice.open.options for word in _WORD.findall(matches[0].text)
    }
    rest = " ".join(word for word in said if word not in vocabulary)
    if len(said) > _LONGEST_ANSWER:
        return False
    rest = turn.cues.without("filler", turn.cues.without("polite", rest)).strip()
    return not rest or turn.cues.says("it", rest) or turn.cues.leaves("yes", rest) == ""
