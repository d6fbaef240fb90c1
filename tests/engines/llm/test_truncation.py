"""A prompt that was cut silently is noticed, and one that was not never."""

from __future__ import annotations

import pytest

from wyoming_morgan.engines.contract.llm import ChatRequest, Message, Role
from wyoming_morgan.engines.llm.truncation import TruncationWatch


def prompt(size: int, messages: int = 1) -> ChatRequest:
    return ChatRequest(tuple(Message(Role.USER, "x" * (size // messages)) for _ in range(messages)))


@pytest.mark.parametrize(
    ("size", "read", "context", "cut"),
    [
        (500, 20, 1024, False),  # fits for certain, whatever is read
        (4000, 1000, 1024, False),
        (4000, 900, 1024, False),
        (8000, 514, 1024, True),  # half the context
        (20_000, 1000, 1024, True),  # the oldest messages are gone
        (6000, 1024, 1024, True),  # up to the brim
        (160_689 * 4, 16_387, 32_768, True),
        (5000, None, 1024, False),
        (5000, 10, None, False),
    ],
)
def test_a_cut_shows_in_the_tokens_read(
    size: int, read: int | None, context: int | None, *, cut: bool
) -> None:
    assert TruncationWatch().cut(prompt(size), read, context) is cut


def test_the_size_of_a_model_s_tokens_is_learnt_from_prompts_that_fit() -> None:
    watch = TruncationWatch()
    # Eight bytes in a token: a quarter of the prompt's bytes is no cut.
    assert not watch.cut(prompt(800), 100, 1000)
    assert not watch.cut(prompt(7200), 900, 1000)
    assert watch.cut(prompt(7200), 500, 1000)
    # One byte in a token, as for some languages and models.
    watch = TruncationWatch()
    assert not watch.cut(prompt(800), 800, 1000)
    assert watch.cut(prompt(1500), 900, 1000)
