"""Asks an agent of a linked home something, in any of six languages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from tests.agent.acting.rooms import Placed

Ask = Callable[[str, str, Iterable[Placed]], Awaitable[str]]
"""Returns the answer to a text in a language, in a home with some things."""


def table(cases: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    """Return the rows of a table: a language, a text and its answer."""
    return [(language, text, answer) for language in cases for text, answer in cases[language].items()]
