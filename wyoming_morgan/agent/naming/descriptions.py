"""Finds what in a sentence may describe a thing: “the speaker in the kitchen”, “guest house door”."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.naming.spelling import SpokenWord, stem, tokens_of
from wyoming_morgan.agent.naming.things import Fit, NamedThings

_MOST_WORDS = 24
"""Words of a sentence in which a description is looked for; commands have few."""
_LONGEST = 9
"""Words of a description."""


@dataclass(frozen=True, slots=True)
class Description:
    """A part of a sentence, and the things that it fits, the best first."""

    start: int
    end: int
    fits: tuple[Fit, ...]
    is_of_one: bool
    """Whether it has a word that means one thing: “the blind”, and not “the blinds”."""

    def replaced(self, text: str, name: str) -> str:
        """Return the sentence with a name in place of the description."""
        before = text[: self.start].rstrip()
        return " ".join(filter(None, (before, name, text[self.end :].lstrip())))


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is said at one place: one word, the parts of a joined one, or several that mean a kind."""

    start: int
    end: int
    ways: tuple[tuple[str, ...], ...]
    """The ways to take it, each as words that are compared; none for articles and prepositions."""
    is_of_one: bool = False


class Describer:
    """Reads the descriptions in sentences of one language."""

    def __init__(
        self,
        things: NamedThings,
        language: Language,
        vocabulary: Collection[str] = (),
        *,
        corrects: bool = True,
    ) -> None:
        """Read with the things of a home, in their language.

        Args:
            things: The things.
            language: The language.
            vocabulary: The words of its sentences, which are not misspelled.
            corrects: Whether a misspelled word is taken for the one that is spelled most similarly.
        """
        self._vocabulary, self._corrects = vocabulary, corrects
        self.things = things
        self.tag = language.tag
        self._naming = things.words
        self._articles = language.words.articles
        self._joining = language.words.joining
        self._verbs = language.words.joining | language.words.particles
        self._cues = language.cues

    def descriptions(self, text: str, area: str | None) -> Iterator[Description]:
        """Yield what may describe things of the home, the longest first.

        Args:
            text: The sentence.
            area: The room of the speaker.
        """
        units = self._units([*tokens_of(text, self._naming)])
        count = len(units)
        spans = (
            (start, start + length)
            for length in range(min(_LONGEST, count), 0, -1)
            for start in range(count - length + 1)
        )
        for first, end in spans:
            said = units[first:end]
            if any(unit is None for unit in said):
                continue
            described = [unit for unit in said if unit is not None]
            if described[0].ways and described[-1].ways and (fits := self._fits(described, area)):
                yield Description(
                    self._start(units, text, first),
                    described[-1].end,
                    fits,
                    any(unit.is_of_one for unit in described),
                )

    def said(self, text: str) -> list[str] | None:
        """Return the words of a text that only describes; None of another text."""
        units = self._units([*tokens_of(text, self._naming)])
        if any(unit is None for unit in units):
            return None
        return [word for unit in units if unit and unit.ways for word in unit.ways[0]]

    def _units(self, tokens: list[SpokenWord]) -> list[_Unit | None]:
        units: list[_Unit | None] = []
        at = 0
        while at < len(tokens) and at < _MOST_WORDS:
            unit, count = self._unit(tokens, at)
            units.append(unit)
            at += count
        return units

    def _unit(self, tokens: list[SpokenWord], at: int) -> tuple[_Unit | None, int]:
        token = tokens[at]
        for count in range(self.things.longest_phrase, 1, -1):
            words = [stem(one.word, self._naming) for one in tokens[at : at + count]]
            if len(words) == count and self.things.is_phrase(words):
                end = tokens[at + count - 1].end
                ways = ((" ".join(words),), tuple(words))
                return _Unit(token.start, end, ways), count
        word = stem(token.word, self._naming)
        if token.word in self.things.glue:
            return _Unit(token.start, token.end, ()), 1
        if token.word in self._verbs or self._begins_an_order(tokens, at):
            return None, 1
        is_of_one = token.word in self.things.one
        if self.things.is_known(word):
            return _Unit(token.start, token.end, ((word,),), is_of_one), 1
        parts = self.things.parts(token.word) or [(near,) for near in self._near(token.word)]
        return (_Unit(token.start, token.end, tuple(parts), is_of_one) if parts else None), 1

    def _near(self, word: str) -> list[str]:
        """Return the words that a misspelled one may be; none if it is a word of the language's sentences."""
        if not self._corrects or word in self._vocabulary or not word.isalpha():
            return []
        return self.things.near(stem(word, self._naming))

    def _begins_an_order(self, tokens: list[SpokenWord], at: int) -> bool:
        """Whether a word is the verb of a command, such as “lock”, and not a kind of things."""
        first = at == 0 or tokens[at - 1].word in self._joining
        return first and self._cues.whole("order", tokens[at].word)

    def _fits(self, units: list[_Unit], area: str | None) -> tuple[Fit, ...]:
        """Return what fits all that is said, whichever way it is taken."""
        fits: dict[int, Fit] = {}
        for said in _ways([unit.ways for unit in units if unit.ways]):
            for fit in self.things.fitting(said, area):
                former = fits.get(id(fit.entity))
                if former is None or fit.rank < former.rank:
                    fits[id(fit.entity)] = fit
        return tuple(sorted(fits.values(), key=lambda fit: fit.rank))

    def _start(self, units: list[_Unit | None], text: str, first: int) -> int:
        """Return where a description begins, with the articles in front of it."""
        unit = units[first]
        assert unit is not None  # noqa: S101 - the caller has looked
        start = unit.start
        while first and (before := units[first - 1]) is not None and not before.ways:
            article = (
                text[before.start : before.end].casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
            )
            if article not in self._articles:
                break
            start, first = before.start, first - 1
        return start


def _ways(units: list[tuple[tuple[str, ...], ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the words of a description for every way to take them; there are few."""
    if not units:
        yield ()
        return
    for way in units[0]:
        for rest in _ways(units[1:]):
            yield (*way, *rest)
