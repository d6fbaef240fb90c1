"""Tokens become words and sentences with their times and probabilities."""

from __future__ import annotations

import math
from typing import Any

import pytest

from wyoming_morgan.engines.stt.onnx_asr.words import Token, probability, segments, words


def tokens(*pieces: tuple[str, float]) -> list[Token]:
    return [Token(text, start, math.log(0.5)) for text, start in pieces]


def test_a_space_begins_a_word_and_pieces_without_one_go_on() -> None:
    timed: list[Any] = [
        (word.text, word.start, word.end)
        for word, _ in words(tokens((" tur", 0.4), ("n", 0.5), (" on", 1.0), (".", 1.2)))
    ]
    assert timed == [("turn", 0.4, pytest.approx(0.58)), ("on.", 1.0, pytest.approx(1.28))]


def test_a_space_alone_belongs_to_no_word_but_ends_one() -> None:
    spelled = tokens(("d", 0.0), ("a", 0.04), (" ", 0.08), ("n", 0.6), ("e", 0.64), ("t", 0.68))
    timed: list[Any] = [(word.text, word.start, word.end) for word, _ in words(spelled)]
    assert timed == [("da", 0.0, 0.08), ("net", 0.6, pytest.approx(0.76))]


def test_sentences_are_segments() -> None:
    spoken = tokens((" Yes", 0.0), ("!", 0.1), (" Turn", 1.0), (" it", 1.4), (" off", 2.0))
    sentences: list[Any] = list(segments(spoken, with_words=False))
    assert [(segment.text, segment.start, segment.end, segment.words) for segment in sentences] == [
        ("Yes!", 0.0, pytest.approx(0.18), ()),
        ("Turn it off", 1.0, pytest.approx(2.08), ()),
    ]
    assert sentences[0].average_log_probability == pytest.approx(math.log(0.5))
    detailed = list(segments(spoken, with_words=True))
    assert [word.text for word in detailed[1].words] == ["Turn", "it", "off"]
    assert detailed[1].words[0].probability == pytest.approx(0.5)


def test_nothing_said_has_no_segments() -> None:
    assert list(segments([], with_words=True)) == []
    assert list(segments(tokens((" ", 0.0)), with_words=True)) == []


def test_the_probability_is_the_geometric_mean() -> None:
    assert probability([Token("a", 0, math.log(0.9)), Token("b", 0, math.log(0.4))]) == pytest.approx(0.6)
