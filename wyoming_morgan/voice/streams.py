"""Asynchronous generators that work ahead of their consumer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

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
