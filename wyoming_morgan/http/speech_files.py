"""Speech on its way to a client: packed into a file while it is made, and sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from aiohttp import web

from wyoming_morgan.audio import Encoder
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, Mouth
from wyoming_morgan.voice.whole import once


async def spoken(
    mouth: Mouth, text: str, voice: ChosenVoice, encoder: Encoder, timings: TurnTimings
) -> AsyncGenerator[bytes, None]:
    """Speak a text that is known whole; yield the file in the pieces in which it grows.

    Raises:
        InvalidRequest: nothing in the text can be spoken.
        MorganError: whatever the mouth raises, after what was made before.
    """
    sounded = False
    async with aclosing(mouth.speak(once(text), voice, timings)) as chunks:
        async for chunk in chunks:
            sounded = True
            if grown := await asyncio.to_thread(encoder.encode, chunk.pcm):
                yield grown
    if not sounded:
        raise InvalidRequest("there is nothing to speak in the text", hint="give it words or numbers")
    if end := await asyncio.to_thread(encoder.flush):
        yield end


async def send(
    request: web.Request, pieces: AsyncGenerator[bytes, None], media_type: str
) -> web.StreamResponse:
    """Send what comes. The first piece is waited for, so that what fails before it is told with a status."""
    async with aclosing(pieces):
        first = await anext(pieces, None)
        response = web.StreamResponse(headers={"Content-Type": media_type})
        await response.prepare(request)
        if first is not None:
            await response.write(first)
        async for piece in pieces:
            await response.write(piece)
    await response.write_eof()
    return response
