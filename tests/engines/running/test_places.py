"""Places are given in order, and what has begun goes on in time."""

from __future__ import annotations

import asyncio

import pytest

from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.running.places import Places
from wyoming_morgan.errors import Busy, ShuttingDown

FAR, PASSED = 1e9, 0.0


def one_place(queue: int = 8) -> Places:
    return Places("piper", WorkLimits(parallel=1, queue=queue))


async def order_of(places: Places, *turns: tuple[str, float | None]) -> list[str]:
    """The order in which turns are served that came, in theirs, while the only place was taken."""
    served: list[str] = []

    async def turn(name: str, due: float | None) -> None:
        await places.take(due=due)
        served.append(name)
        await asyncio.sleep(0)
        places.leave()

    await places.take()
    waiting = [asyncio.create_task(turn(name, due)) for name, due in turns]
    await asyncio.sleep(0)
    places.leave()
    await asyncio.gather(*waiting)
    assert places.taken == places.waiting == 0
    return served


@pytest.mark.parametrize(
    ("turns", "order"),
    [
        ([("a", None), ("b", None), ("c", None)], "abc"),
        ([("new", None), ("due", PASSED)], ["due", "new"]),
        ([("new", None), ("later", FAR), ("newer", None)], ["new", "newer", "later"]),
        ([("second", FAR + 1), ("first", FAR)], ["first", "second"]),
        ([("later", FAR), ("new", None), ("due", PASSED)], ["due", "new", "later"]),
    ],
)
async def test_what_is_due_comes_first_and_what_is_not_comes_last(
    turns: list[tuple[str, float | None]], order: list[str]
) -> None:
    assert await order_of(one_place(), *turns) == list(order)


async def test_a_full_queue_refuses_what_begins_and_never_what_goes_on() -> None:
    places = one_place(queue=1)
    await places.take()
    going = asyncio.create_task(places.take(due=FAR))
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="1 calls run and 1 wait"):
        await places.take()
    more = asyncio.create_task(places.take(due=FAR))
    await asyncio.sleep(0)
    assert places.waiting == 2
    places.leave()
    places.leave()
    await asyncio.gather(going, more)


@pytest.mark.parametrize("due", [None, FAR])
async def test_who_leaves_the_queue_leaves_no_trace(due: float | None) -> None:
    places = one_place()
    await places.take()
    turn = asyncio.create_task(places.take(due=due))
    await asyncio.sleep(0)
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    assert places.waiting == 0
    places.leave()
    assert places.taken == 0


@pytest.mark.parametrize("due", [None, FAR])
async def test_a_place_that_comes_at_the_moment_of_leaving_is_passed_on(due: float | None) -> None:
    places = one_place()
    await places.take()
    turn = asyncio.create_task(places.take(due=due))
    await asyncio.sleep(0)
    places.leave()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    assert places.taken == 0


async def test_all_who_wait_are_told_that_it_stops() -> None:
    places = one_place()
    await places.take()
    turns = [asyncio.create_task(places.take(due=due)) for due in (None, FAR)]
    await asyncio.sleep(0)
    places.clear()
    ends = await asyncio.gather(*turns, return_exceptions=True)
    assert all(isinstance(end, ShuttingDown) for end in ends)
