"""An event loop in which seconds of waiting take no time.

A folder of tests runs in it with one line in its `conftest.py`:

    from tests.virtual_time import pytest_asyncio_loop_factories

Only for tests without threads, processes and sockets: time moves on whenever every task waits.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from typing import Any


class _InstantSelector(selectors.DefaultSelector):
    """Moves its clock on instead of sleeping."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout else timeout)
        if timeout and not ready:
            self.now += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only while every task waits."""

    def __init__(self) -> None:
        self._virtual = _InstantSelector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now


def pytest_asyncio_loop_factories(
    config: Any,  # noqa: ARG001 - the hook's signature
    item: Any,  # noqa: ARG001 - the hook's signature
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run the tests below a `conftest.py` that imports this in virtual time."""
    return {"virtual-time": VirtualTimeLoop}
