"""What a turn may wait in all."""

from __future__ import annotations

import asyncio

from wyoming_morgan.store.budget import WaitingBudget


async def test_what_a_turn_has_waited_is_not_there_any_more() -> None:
    now = [0.0]
    budget = WaitingBudget(0.3, lambda: now[0])
    assert budget.left() == 0.3
    budget.spend(0.2)
    assert round(budget.left(), 6) == 0.1
    budget.spend(0.2)
    assert budget.left() == 0.0


async def test_every_turn_has_its_own() -> None:
    budget = WaitingBudget(0.3, lambda: 0.0)
    budget.spend(0.3)

    async def turn() -> float:
        return budget.left()

    assert await asyncio.create_task(turn()) == 0.3
    assert budget.left() == 0.0


async def test_a_long_turn_gets_it_again() -> None:
    now = [0.0]
    budget = WaitingBudget(0.3, lambda: now[0])
    budget.spend(0.3)
    now[0] = 9.0
    assert budget.left() == 0.0
    now[0] = 11.0
    assert budget.left() == 0.3
