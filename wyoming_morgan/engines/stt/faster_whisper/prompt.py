"""The prompt before an utterance: likely words and text, within one bound of tokens.

faster-whisper puts `hotwords` and `initial_prompt` together, cuts each at 223 tokens, and raises where both
and the new tokens pass 448 positions. It interprets special tokens in a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from wyoming_morgan.engines.contract.vocabulary import Vocabulary

Encode = Callable[[str], list[int]]

_MOST_WORDS = 1000
"""Words that are considered: more than ever fit."""
_LONGEST_WORD = 100
"""Characters; anything longer is not a name."""
_CHARACTERS_PER_TOKEN = 20
"""More than any token of text has."""
_SEPARATOR = ", "


@dataclass(frozen=True, slots=True)
class Prompt:
    """Likely words as one text, and the tokens of text behind them."""

    hotwords: str = ""
    hotword_tokens: int = 0
    text: tuple[int, ...] = ()


def compose(words: Iterable[str], text: str, *, bound: int, encode: Encode) -> Prompt:
    """Return as many whole words and as much of the text's end as `bound` tokens hold.

    Without words the text gets all of it, else half.
    """
    words = tuple(_candidates(words))
    tail = _tail(text, bound // 2 if words else bound, encode)
    hotwords, count = _fit(words, bound - len(tail), encode)
    return Prompt(hotwords, count, tail)


def home_words(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names of a home's devices and areas, first names before other ones."""
    named = (*(entry.names for entry in vocabulary.entries), *vocabulary.areas, *vocabulary.floors)
    first = [names[0] for names in named if names]
    others = [name for names in named for name in names[1:]]
    return tuple(dict.fromkeys((*first, *others)))


def _fit(words: tuple[str, ...], bound: int, encode: Encode) -> tuple[str, int]:
    taken: list[str] = []
    left = bound
    for word in words:
        tokens = len(encode(f" {word},"))  # at a space tokens end, so the parts of a list add up
        if tokens <= left:
            taken.append(word)
            left -= tokens
    hotwords = _SEPARATOR.join(taken)
    count = len(encode(f" {hotwords}")) if taken else 0
    while taken and count > bound:  # another kind of tokenizer, where they do not
        taken.pop()
        hotwords = _SEPARATOR.join(taken)
        count = len(encode(f" {hotwords}")) if taken else 0
    return hotwords, count


def _tail(text: str, bound: int, encode: Encode) -> tuple[int, ...]:
    clean = _clean(text[-bound * _CHARACTERS_PER_TOKEN :]) if bound else ""
    return tuple(encode(f" {clean}")[-bound:]) if clean else ()


def _candidates(words: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for word in islice(words, _MOST_WORDS):
        clean = _clean(word) if len(word) <= _LONGEST_WORD else ""
        if clean and clean.casefold() not in seen:
            seen.add(clean.casefold())
            yield clean


def _clean(text: str) -> str:
    """Return text on one line without lone surrogates and special tokens."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.replace("<|", " ").replace("|>", " ").split())
