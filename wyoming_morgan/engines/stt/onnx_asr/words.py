"""Tokens with times and probabilities as words and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wyoming_morgan.engines.contract.stt import TranscribedSegment, TranscribedWord

_SENTENCE_ENDS = ".!?…。！？"  # noqa: RUF001 - Chinese and Japanese use these marks
_FRAME = 0.08
"""Seconds of the longest frame of a token."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a word; a space before it begins a new one. `log_probability` is of base e, at most 0."""

    text: str
    start: float
    """Seconds of the utterance."""
    log_probability: float


def probability(tokens: Sequence[Token]) -> float:
    """Return the geometric mean of the tokens' probabilities, 0…1."""
    return math.exp(sum(token.log_probability for token in tokens) / len(tokens))


def words(tokens: Sequence[Token]) -> Iterator[tuple[TranscribedWord, tuple[Token, ...]]]:
    """Join tokens to words. A word ends 80 ms after its last token began, or where the next one begins."""
    word: list[Token] = []
    for token in tokens:
        if token.text.startswith(" ") and word:
            yield _word(word, token.start), tuple(word)
            word = []
        if token.text.strip():
            word.append(token)
    if word:
        yield _word(word, math.inf), tuple(word)


def segments(tokens: Sequence[Token], *, with_words: bool) -> Iterator[TranscribedSegment]:
    """Join words to sentences."""
    sentence: list[TranscribedWord] = []
    spoken: list[Token] = []
    for word, own in words(tokens):
        sentence.append(word)
        spoken.extend(own)
        if word.text[-1] in _SENTENCE_ENDS:
            yield _segment(sentence, spoken, with_words=with_words)
            sentence, spoken = [], []
    if sentence:
        yield _segment(sentence, spoken, with_words=with_words)


def _word(tokens: Sequence[Token], following: float) -> TranscribedWord:
    text = "".join(token.text for token in tokens).strip()
    end = min(tokens[-1].start + _FRAME, following)
    return TranscribedWord(text, tokens[0].start, end, probability(tokens))


def _segment(
    sentence: Sequence[TranscribedWord], tokens: Sequence[Token], *, with_words: bool
) -> TranscribedSegment:
    return TranscribedSegment(
        text=" ".join(word.text for word in sentence),
        start=sentence[0].start,
        end=sentence[-1].end,
        words=tuple(sentence) if with_words else (),
        average_log_probability=sum(token.log_probability for token in tokens) / len(tokens),
    )
