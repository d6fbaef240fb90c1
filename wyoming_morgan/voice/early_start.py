"""Begins to speak the first piece of a text when it is likely whole, before the text that follows says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from wyoming_morgan.voice.streams import ahead

_MOST = 2
"""Guesses about one text: each wrong one costs the engine a piece."""


class EarlyStart:
    """The speech of a piece that was guessed; close it at the end."""

    def __init__(self, speak: Callable[[str], AsyncGenerator[bytes, None]]) -> None:
        self._speak = speak
        self._guesses = 0
        self._text: str | None = None
        self._audio: AsyncGenerator[bytes, None] | None = None
        self._first: asyncio.Task[bytes | None] | None = None

    async def begin(self, text: str) -> None:
        """Begin to speak a piece that is likely to come; what was begun before is given up."""
        if text == self._text or self._guesses >= _MOST:
            return
        await self.aclose()
        self._guesses += 1
        self._text, self._audio = text, ahead(self._speak(text))
        self._first = asyncio.create_task(_next(self._audio))

    async def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        """Yield the speech of a piece that has come: that which was begun, if it is of this piece."""
        if text != self._text or self._audio is None or self._first is None:
            await self.aclose()
            async with aclosing(self._speak(text)) as audio:
                async for pcm in audio:
                    yield pcm
            return
        try:
            beginning = await self._first
            if beginning is not None:
                yield beginning
                async for pcm in self._audio:
                    yield pcm
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Give up what was begun."""
        first, audio = self._first, self._audio
        self._text = self._first = self._audio = None
        if first is not None and audio is not None:
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            await audio.aclose()


async def _next(audio: AsyncGenerator[bytes, None]) -> bytes | None:
    return await anext(audio, None)
