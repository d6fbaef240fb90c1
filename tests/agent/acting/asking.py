"""Asks an agent of a linked home something, in any of six languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from tests.agent.acting.rooms import Placed
from wyoming_morgan.home.lookups import Findings


class Ask(Protocol):
    """Returns the answer to a text in a language, in a home with some things, which finds something."""

    async def __call__(
        self,
        language: str,
        text: str,
        things: Iterable[Placed],
        findings: Mapping[str, Findings] | None = None,
    ) -> str: ...


def table(cases: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    """Return the rows of a table: a language, a text and its answer."""
    return [(language, text, answer) for language in cases for text, answer in cases[language].items()]
