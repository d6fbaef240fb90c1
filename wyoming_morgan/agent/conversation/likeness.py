"""How alike the speaker's words and facts are."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wyoming_morgan.store.contract import Fact
from wyoming_morgan.store.vector import PackedVector

_ENOUGH_ALIKE = 0.5
"""The least cosine similarity of a fact to a query."""
_SHORT_WORD = 3
_WORD = re.compile(r"\w+")


def scores(query: str, facts: Sequence[Fact], vector: Sequence[float], model: str) -> list[float]:
    """Return how well facts match a query: by words in common, and by embeddings of the same model, if any.

    It takes some milliseconds for a thousand facts: call it in a thread.
    """
    words = longer_words(query)
    by_words = [len(words & longer_words(fact.content)) / (len(words) or 1) for fact in facts]
    for index, similarity in _similarities(facts, vector, model).items():
        if similarity >= _ENOUGH_ALIKE:
            by_words[index] += similarity
    return by_words


def longer_words(text: str) -> frozenset[str]:
    """Return the longer words, without a plural s."""
    words = _WORD.findall(text.casefold())
    return frozenset(word.removesuffix("s") for word in words if len(word) > _SHORT_WORD)


def _similarities(facts: Sequence[Fact], vector: Sequence[float], model: str) -> dict[int, float]:
    """Return the cosine similarity of each fact whose embedding can be compared, by its index."""
    comparable = [
        index
        for index, fact in enumerate(facts)
        if vector and len(fact.vector) == len(vector) and fact.vector_model == model
    ]
    if not comparable:
        return {}
    one = np.asarray(vector, np.float64)
    others = np.stack([_array(facts[index].vector) for index in comparable]).astype(np.float64)
    with np.errstate(all="ignore"):  # a vector of nothing but zeros is like no other
        cosines = others @ one / (np.linalg.norm(others, axis=1) * np.linalg.norm(one))
    return dict(zip(comparable, np.nan_to_num(cosines).tolist(), strict=True))


def _array(vector: Sequence[float]) -> npt.NDArray[np.float32]:
    if isinstance(vector, PackedVector):
        return np.frombuffer(vector.packed, "<f4")
    return np.asarray(vector, np.float32)
