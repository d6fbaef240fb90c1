"""Engines that a test creates, closed at its end."""

from __future__ import annotations

from typing import TypeVar

from wyoming_morgan.engines.contract.engine import Engine

E = TypeVar("E", bound=Engine)

_CREATED: list[Engine] = []


def closed_after_test(engine: E) -> E:
    """Return an engine that the fixture `engines_are_closed` closes."""
    _CREATED.append(engine)
    return engine


async def close_engines() -> None:
    """Close every engine that the test has created."""
    while _CREATED:
        await _CREATED.pop().close()
