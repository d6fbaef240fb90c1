"""Speech on its way to a client: encoded into a file while it is made, and sent."""

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
    tts: Mouth, text: str, voice: ChosenVoice, encoder: Encoder, timings: TurnTimings
) -> AsyncGenerator[bytes, None]:
    """Speak a complete text; yield the file piece by piece as it grows.

    Raises:
        InvalidRequest: nothing in the text can be spoken.
        MorganError: as `tts` does, after the pieces that were made before.
    """
    has_audio = False
    async with aclosing(tts.speak(once(text), voice, timings)) as chunks:
        async for chunk in chunks:
            has_audio = True
            if piece := await asyncio.to_thread(encoder.encode, chunk.pcm):
                yield piece
    if not has_audio:
        raise InvalidRequest("the text contains nothing to speak", hint="send words or numbers")
    if end := await asyncio.to_thread(encoder.flush):
        yield end


async def send(
    request: web.Request, pieces: AsyncGenerator[bytes, None], media_type: str
) -> web.StreamResponse:
    """Send the pieces. The first is waited for, so that a failure before it is reported with a status."""
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
