from __future__ import annotations

import math
import struct
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.agent.conversation.likeness import longer_words, scores
from wyoming_morgan.store.contract import Fact, Owner
from wyoming_morgan.store.vector import PackedVector

VECTORS = st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3)


def fact(content: str, vector: Sequence[float] = (), model: str = "m") -> Fact:
    return Fact("f", Owner.USER, "u", content, datetime.now(UTC), vector=vector, vector_model=model)


def test_words_in_common_count() -> None:
    facts = [fact("Likes green apples"), fact("Likes tea"), fact("")]

    assert scores("green apple", facts, (), "") == [1.0, 0.0, 0.0]


def test_likeness_of_the_same_model_counts_if_it_is_great() -> None:
    facts = [fact("a", (1.0, 0.0)), fact("b", (0.0, 1.0)), fact("c", (2.0, 0.0), "other"), fact("d", (1.0,))]
    facts.append(fact("e", PackedVector(struct.pack("<2f", 5, 0))))

    assert scores("x", facts, (3.0, 0.0), "m") == pytest.approx([1.0, 0.0, 0.0, 0.0, 1.0])


@given(VECTORS, VECTORS)
def test_likeness_is_the_cosine(one: list[float], other: list[float]) -> None:
    length = math.hypot(*one) * math.hypot(*other)
    cosine = sum(x * y for x, y in zip(one, other, strict=True)) / length if length else 0.0
    (score,) = scores("", [fact("", other)], one, "m")

    assert score == pytest.approx(cosine if score else 0.0, abs=1e-6)
    assert (score > 0) == (cosine >= 0.5) or cosine == pytest.approx(0.5)


@pytest.mark.parametrize("odd", [(0.0, 0.0), (math.nan, 1.0), (math.inf, 1.0), (3e38, 3e38)], ids=str)
def test_odd_embeddings_break_nothing(odd: tuple[float, ...]) -> None:
    for vector, stored in ((odd, (1.0, 0.0)), ((1.0, 0.0), odd)):
        assert math.isfinite(scores("tea", [fact("tea", stored)], vector, "m")[0])


def test_a_thousand_facts_are_compared_in_no_time() -> None:
    packed = struct.pack("<1024f", *(1.0 for _ in range(1024)))
    facts = [fact("green apples " * 30, PackedVector(packed)) for _ in range(1000)]
    began = time.thread_time()
    scores("apples", facts, [1.0] * 1024, "m")

    assert time.thread_time() - began < 3


def test_short_words_and_a_plural_do_not_count() -> None:
    assert longer_words("The bins, of Ann's GARDENS") == {"bin", "garden"}
