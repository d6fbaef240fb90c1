"""A text that arrives piece by piece, such as a reply that is spoken while it is written."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from wyoming_morgan.errors import TooLarge


class TextFeed:
    """A text that arrives in pieces, and can be iterated over once while it arrives."""

    def __init__(self, *, max_pending: int, bound_by: str = "") -> None:
        """Begin a text of which `max_pending` characters may wait, as the setting `bound_by` says."""
        self._bound_by = bound_by
        self._max_pending = max_pending
        self._pieces: deque[str] = deque()
        self._pending = 0
        self._closed = False
        self._changed = asyncio.Event()

    @property
    def closed(self) -> bool:
        """Whether the text is complete."""
        return self._closed

    def push(self, text: str) -> None:
        """Add a piece.

        Raises:
            TooLarge: more than `max_pending` characters would wait.
        """
        if self._pending + len(text) > self._max_pending:
            raise TooLarge(
                f"more than {self._max_pending} characters wait to be spoken",
                hint="send the text more slowly" + (f", or raise {self._bound_by}" if self._bound_by else ""),
            )
        if not text:
            return
        self._pieces.append(text)
        self._pending += len(text)
        self._changed.set()

    def close(self) -> None:
        """End the text."""
        self._closed = True
        self._changed.set()

    async def __aiter__(self) -> AsyncGenerator[str, None]:
        """Iterate over the pieces until the feed is closed and empty."""
        while True:
            while self._pieces:
                piece = self._pieces.popleft()
                self._pending -= len(piece)
                yield piece
            if self._closed:
                return
            self._changed.clear()
            await self._changed.wait()
