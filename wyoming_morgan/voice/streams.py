"""Asynchronous iterators that are closed when they should be, and that work ahead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

_Item = TypeVar("_Item")


@asynccontextmanager
async def closing(iterator: AsyncIterator[_Item]) -> AsyncIterator[AsyncIterator[_Item]]:
    """Close an iterator at the end, if it is one that can be closed."""
    try:
        yield iterator
    finally:
        close = getattr(iterator, "aclose", None)
        if close is not None:
            await close()


async def ahead(source: AsyncIterator[_Item]) -> AsyncIterator[_Item]:
    """Iterate over `source` in a task of its own, so that it goes on while its items are worked on.

    How far it may go ahead is the source's to bound. What it raises is raised after its items; closing this
    iterator closes the source.
    """
    items: asyncio.Queue[tuple[_Item] | None] = asyncio.Queue()

    async def read() -> None:
        async with closing(source):
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
