from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from wyoming_morgan.voice.streams import ahead


async def test_the_source_goes_on_while_its_items_are_worked_on() -> None:
    async def source() -> AsyncGenerator[int, None]:
        for item in range(3):
            await asyncio.sleep(1.0)
            yield item

    items = []
    async for item in ahead(source()):
        items.append(item)
        await asyncio.sleep(1.0)

    assert items == [0, 1, 2]
    assert asyncio.get_running_loop().time() == pytest.approx(4.0)


async def test_what_the_source_raises_comes_after_its_items() -> None:
    async def source() -> AsyncGenerator[int, None]:
        yield 1
        raise ZeroDivisionError

    items = ahead(source())

    assert await anext(items) == 1
    with pytest.raises(ZeroDivisionError):
        await anext(items)


async def test_leaving_early_closes_the_source_even_if_it_has_failed() -> None:
    async def source() -> AsyncGenerator[int, None]:
        yield 1
        yield 2
        raise ZeroDivisionError

    async with aclosing(ahead(source())) as items:
        await anext(items)
        await asyncio.sleep(0)

    assert asyncio.all_tasks() == {asyncio.current_task()}
