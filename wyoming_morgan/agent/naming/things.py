"""The things of one home, by the words with which people of one language describe them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wyoming_morgan.agent.grammar.fuzzy import mistakes_in
from wyoming_morgan.agent.language.languages import WATER_NAMES, cover_class
from wyoming_morgan.agent.language.naming.words import NamingWords
from wyoming_morgan.agent.naming.kinds import KINDS, Likeness, kinds_of
from wyoming_morgan.agent.naming.spelling import parts_of, stem, tokens_of
from wyoming_morgan.home.model import Entity, Home

_MOST_CANDIDATES = 100
_WATER = "water"


@dataclass(frozen=True, slots=True)
class Fit:
    """A thing that a description fits, and how well: the smaller, the better."""

    entity: Entity
    rank: tuple[bool, bool, int]
    """Whether its kind was not said, whether it is in another room, and how many words may mean it."""


@dataclass(frozen=True, slots=True)
class _Described:
    """What may be said of one thing."""

    entity: Entity
    names: frozenset[str]
    heads: frozenset[str]
    """The words of its names that say what it is."""
    area: frozenset[str]
    kinds: Mapping[str, Likeness]


class NamedThings:
    """The things of a home for one language. Its words are without accents and plural endings."""

    def __init__(self, home: Home, words: NamingWords) -> None:
        """Read the names of the home; it may have thousands."""
        self.home = home
        self.words = words
        self.kind_words: dict[str, frozenset[str]] = {}
        """The kinds that a word, or several with blanks between them, may mean."""
        self.one: frozenset[str] = frozenset()
        """Words that mean one thing, by their own spelling."""
        self._read_kinds()
        self.areas: Mapping[str, frozenset[str]] = {
            place.name: frozenset(word for name in place.names for word in self.stems(name))
            for place in home.areas
        }
        self._area_words = frozenset[str]().union(*self.areas.values())
        self._longest = max((kind.count(" ") + 1 for kind in self.kind_words), default=1)
        self._described = [self._describe(entity) for entity in home.entities] if words.kinds else []
        self._by_word: dict[str, set[int]] = defaultdict(set)
        for at, described in enumerate(self._described):
            for word in described.names | described.area:
                self._by_word[word].add(at)
            for kind in described.kinds:
                self._by_word[f"{kind}:"].add(at)
        single = {word for word in self._by_word if not word.endswith(":")} | self.kind_words.keys()
        self._near_words = sorted(word for word in single if " " not in word and word.isalpha())
        self.describing = frozenset(self.stems(" ".join(words.describing)))
        self.glue = frozenset(token.word for token in tokens_of(" ".join(words.glue), words))

    def stems(self, text: str) -> list[str]:
        """Return the words of a text as they are compared."""
        return [stem(token.word, self.words) for token in tokens_of(text, self.words)]

    def is_known(self, word: str) -> bool:
        """Whether a word, as it is compared, says something of a thing of this home."""
        return word in self._by_word or word in self.kind_words or word in self.describing

    def near(self, word: str) -> list[str]:
        """Return the words that say something of things of this home and are spelled most similarly."""
        mistakes = {
            other: count
            for other in self._near_words
            if abs(len(other) - len(word)) <= 2 and (count := mistakes_in(word, other)) is not None  # noqa: PLR2004 - the most mistakes
        }
        return [other for other, count in mistakes.items() if count == min(mistakes.values())]

    def parts(self, word: str) -> list[tuple[str, ...]]:
        """Return the ways to part a joined word into words of this home: “Küchenlampe”."""
        return [parts for parts in parts_of(word, self.words, self.kind_words) if parts[0] in self._by_word]

    def is_phrase(self, words: Sequence[str]) -> bool:
        """Whether words together mean a kind: “air conditioner”."""
        return len(words) <= self._longest and " ".join(words) in self.kind_words

    @property
    def longest_phrase(self) -> int:
        """The most words that mean a kind together."""
        return self._longest

    def fitting(self, said: Sequence[str], area: str | None) -> list[Fit]:
        """Return the things that every word describes, the best first.

        At least one of the words is of the name or the kind of the thing, and not of its room alone.

        Args:
            said: The words, as they are compared.
            area: The room of the speaker, which counts if no room was said.
        """
        telling = [word for word in said if word not in self.describing]
        if not telling:
            return []
        candidates = set.intersection(*map(self._candidates, telling))
        for word in said:
            if word in self.describing:
                # “The big lamp” is the one that is called so, if one is; else it is any lamp.
                candidates = (candidates & self._by_word.get(word, set())) or candidates
        if len(candidates) > _MOST_CANDIDATES:
            # Nobody means one of so many by these words, unless by the room they speak in.
            candidates = {at for at in candidates if self._described[at].entity.area == area}
        fits = [fit for at in sorted(candidates) if (fit := self._fit(self._described[at], telling, area))]
        return sorted(fits, key=lambda fit: fit.rank)

    def accounts_for(self, entity: Entity, said: Sequence[str]) -> bool:
        """Whether every word is of the name, the kind or the room of a thing, or tells nothing apart."""
        thing = next((one for one in self._described if one.entity is entity), None)
        return thing is not None and all(
            word in thing.names
            or word in thing.area
            or word in self.describing
            or not self.kind_words.get(word, frozenset()).isdisjoint(thing.kinds)
            for word in said
        )

    def is_called(self, entity: Entity, said: Sequence[str]) -> bool:
        """Whether the words that tell “the big lamp” from others are in the names of a thing."""
        thing = next((one for one in self._described if one.entity is entity), None)
        return thing is not None and all(word in thing.names for word in said if word in self.describing)

    def kinds(self, entity: Entity) -> Mapping[str, Likeness]:
        """Return what a thing is, or may be called."""
        return next((one.kinds for one in self._described if one.entity is entity), {})

    def _candidates(self, word: str) -> set[int]:
        kinds = self.kind_words.get(word, ())
        return self._by_word.get(word, set()).union(*(self._by_word.get(f"{kind}:", ()) for kind in kinds))

    def _fit(self, thing: _Described, said: Sequence[str], area: str | None) -> Fit | None:
        if _WATER not in thing.kinds and self._means_water([word for word in said if word not in thing.area]):
            return None  # “the water” is no water heater
        is_named = is_of_kind = placed = False
        vague = 0
        for word in said:
            kinds = [thing.kinds[kind] for kind in self.kind_words.get(word, ()) if kind in thing.kinds]
            in_name = word in thing.names
            placed |= word in thing.area
            is_named |= in_name and word not in thing.area and word not in self._area_words
            is_of_kind |= bool(kinds) or word in thing.heads
            vague += not in_name and word not in thing.area and min(kinds, default=Likeness.IS)
        if not (is_named or is_of_kind):
            return None
        elsewhere = not placed and area is not None and thing.entity.area != area
        return Fit(thing.entity, (not is_of_kind, elsewhere, vague))

    def _means_water(self, words: Sequence[str]) -> bool:
        return bool(words) and all(_WATER in self.kind_words.get(word, ()) for word in words)

    def _read_kinds(self) -> None:
        meanings: dict[str, set[str]] = defaultdict(set)
        one: set[str] = set()
        many: set[str] = set()
        alone: set[str] = set()
        several: set[str] = set()
        for kind in KINDS:
            if kind not in self.words.kinds:
                continue
            spoken = self.words.kinds[kind]
            for expression in spoken.one | spoken.many:
                meanings[" ".join(self.stems(expression))].add(kind)
            one |= self._words_in(spoken.one)
            many |= self._words_in(spoken.many)
            alone |= self._words_in(filter(str.isalpha, spoken.one))
            several |= self._words_in(filter(str.isalpha, spoken.many))
        self.kind_words = {words: frozenset(kinds) for words, kinds in meanings.items() if words}
        # “Door” is a word of “door locks”, and means one door all the same.
        self.one = frozenset(one - (many - alone) - several)

    def _words_in(self, expressions: Iterable[str]) -> set[str]:
        return {token.word for text in expressions for token in tokens_of(text, self.words)}

    def _describe(self, entity: Entity) -> _Described:
        names: set[str] = set()
        heads: set[str] = set()
        named: set[str] = set()
        for name in entity.names:
            spoken = self.stems(name)
            if not spoken:
                continue
            names.update(spoken)
            head = spoken[0] if self.words.kind_first else spoken[-1]
            heads.add(head)
            for word in spoken:
                for first, last in parts_of(word, self.words, self.kind_words):
                    names |= {first, last}
                    if word == head:
                        heads.add(last)
                        named |= self.kind_words[last]
            named |= self._named(spoken, head)
        if entity.domain == "cover" and not entity.device_class and (guessed := self._guessed(entity.names)):
            named.add(guessed)
        area = self.areas.get(entity.area or "") or frozenset(self.stems(entity.area or ""))
        if entity.domain == "cover" and not entity.device_class and not named - {"door", "gate"}:
            named |= {"garage"} & {kind for word in area for kind in self.kind_words.get(word, ())}
        kinds = kinds_of(entity, named - {_WATER})
        if WATER_NAMES.has(entity.domain, entity.device_class, entity.names):
            kinds[_WATER] = Likeness.MAY_BE  # what has the word in its name is meant before other valves
        return _Described(entity, frozenset(names), frozenset(heads), area, kinds)

    def _named(self, spoken: Sequence[str], head: str) -> set[str]:
        """Return the kinds that the words of a name mean; if its last word is none, another one may be."""
        phrases = [
            phrase
            for length in range(min(self._longest, len(spoken)), 0, -1)
            for start in range(len(spoken) - length + 1)
            if (phrase := " ".join(spoken[start : start + length])) in self.kind_words
        ]
        at_head = [phrase for phrase in phrases if head in phrase.split()]
        return set().union(*(self.kind_words[phrase] for phrase in (at_head[:1] or phrases)))

    @staticmethod
    def _guessed(names: Iterable[str]) -> str:
        return next(filter(None, map(cover_class, names)), "")
