"""Asynchronous generators that work ahead of their consumer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar, cast

_Item = TypeVar("_Item")


async def ahead(source: AsyncGenerator[_Item, None]) -> AsyncGenerator[_Item, None]:
    """Iterate over `source` in its own task, so that it goes on while its items are worked on.

    The source bounds how far it may go ahead. What it raises is raised after its items; closing this
    generator closes the source.
    """
    items: asyncio.Queue[tuple[_Item] | None] = asyncio.Queue()

    async def read() -> None:
        async with aclosing(source):
            async for item in source:
                items.put_nowait((item,))

    reader = asyncio.create_task(read())
    reader.add_done_callback(lambda _: items.put_nowait(None))
    try:
        while (boxed := await items.get()) is not None:
            yield boxed[0]
        await reader
    finally:
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing has come for so many seconds."""

    seconds: float


_END = object()


async def with_pauses(
    source: AsyncGenerator[_Item, None], pauses: Sequence[float]
) -> AsyncGenerator[_Item | Pause, None]:
    """Iterate over `source`; while nothing comes, report each of `pauses`, seconds in ascending order, once.

    Closing this generator closes the source.
    """

    async def following() -> _Item | object:
        return await anext(source, _END)

    async with aclosing(source):
        while True:
            item = asyncio.ensure_future(following())
            try:
                waited = 0.0
                for pause in pauses:
                    if (await asyncio.wait({item}, timeout=pause - waited))[0]:
                        break
                    waited = pause
                    yield Pause(pause)
                result = await item
            finally:
                item.cancel()
                await asyncio.gather(item, return_exceptions=True)
            if result is _END:
                return
            yield cast("_Item", result)
