"""Talking to an agent with a connected home, in one conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tests.agent.acting.rooms import Placed
from tests.agent.talking import Heard
from tests.fakes.home_link import FakeHomeLink


class Talk(Protocol):
    """Says texts one after the other, in the kitchen if no place is given; returns what came of them."""

    async def __call__(
        self, language: str, *texts: str, things: Iterable[Placed], in_kitchen: bool = True
    ) -> tuple[list[Heard], FakeHomeLink]: ...
