"""Speech on its way to a client: encoded into a file while it is made, and sent."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import Any

from aiohttp import web

from wyoming_morgan.audio import Encoder, FileFormat, complete_wav
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.encoders import EncoderThreads
from wyoming_morgan.http.held import HeldFile
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, Mouth
from wyoming_morgan.voice.whole import is_short_piece, once

_WAV = "audio/wav"
_MOST_HEAD_BYTES = 1024 * 1024
_PART_BYTES = 48 * 1024
"""Bytes that become base64 in one go: a multiple of three, so that it can be joined."""
_SILENCE_SECONDS = 0.2
"""What is sent for a text without words."""


class SpeechFiles:
    """Speaks complete texts with one mouth into files."""

    def __init__(self, tts: Mouth, threads: EncoderThreads) -> None:
        self._tts = tts
        self._threads = threads

    async def spoken(
        self, text: str, voice: ChosenVoice, encoder: Encoder, timings: TurnTimings
    ) -> AsyncGenerator[bytes, None]:
        """Speak a complete text; yield the file piece by piece as it grows.

        A text without words is a short silence, as OpenAI's servers answer it; some clients try with a dot.

        Raises:
            MorganError: as the mouth does, after the pieces that were made before.
        """
        has_audio = False
        async with aclosing(self._tts.speak(once(text), voice, timings)) as chunks:
            async for chunk in chunks:
                has_audio = True
                if piece := await self._threads.encode(encoder, chunk.pcm):
                    yield piece
        if not has_audio:
            silence = bytes(self._tts.format.size(_SILENCE_SECONDS))
            if piece := await self._threads.encode(encoder, silence):
                yield piece
        if end := await self._threads.flush(encoder):
            yield end

    def sent(
        self, text: str, voice: ChosenVoice, encoder: Encoder, timings: TurnTimings
    ) -> AsyncGenerator[bytes, None]:
        """Speak a text as `spoken` does; the head of a WAV of one short piece tells its length."""
        pieces = self.spoken(text, voice, encoder, timings)
        if encoder.media_type == _WAV and is_short_piece(text, voice.language):
            return with_length(pieces)
        return pieces


async def with_length(pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Hold back the pieces of a WAV file until it is complete, so that its head has its length.

    One that becomes larger than what is expected of a short text is sent while it is made after all.
    """
    head: bytearray | None = bytearray()
    async with aclosing(pieces):
        async for piece in pieces:
            if head is None:
                yield piece
                continue
            head += piece
            if len(head) > _MOST_HEAD_BYTES:
                yield bytes(head)
                head = None
    if head:
        complete_wav(head)
        yield bytes(head)


async def keep(pieces: AsyncGenerator[bytes, None], encoder: Encoder, file: HeldFile) -> None:
    """Gather the pieces of a file, which gets its length at the end.

    Raises:
        TooLarge, Busy: there is no room for it.
        MorganError: as the pieces do.
    """
    async with aclosing(pieces):
        async for piece in pieces:
            file.add(piece)
    if encoder.media_type == _WAV:
        complete_wav(file.data)


async def send(
    request: web.Request, pieces: AsyncGenerator[bytes, None], media_type: str
) -> web.StreamResponse:
    """Send the pieces. The first is waited for, so that a failure before it is reported with a status."""
    async with aclosing(pieces):
        first = await anext(pieces, None)
        response = web.StreamResponse(headers={"Content-Type": media_type})
        await response.prepare(request)
        if first is not None:
            await write(request, response, first)
        async for piece in pieces:
            await write(request, response, piece)
    await finish(request, response)
    return response


async def send_whole(request: web.Request, file: HeldFile, media_type: str) -> web.StreamResponse:
    """Send a complete file, in parts, so that no second one waits to be sent."""
    response = web.StreamResponse(headers={"Content-Type": media_type})
    response.content_length = len(file.data)
    await response.prepare(request)
    await write(request, response, file.data)
    await finish(request, response)
    return response


async def send_json(
    request: web.Request, body: Mapping[str, Any], file: HeldFile, audio_format: FileFormat
) -> web.StreamResponse:
    """Send an object whose `audio` is a file, or null if it is empty.

    The file becomes text while it is sent: it would otherwise be in memory four times.
    """
    if not file.data:
        return web.json_response({**body, "audio": None})
    head, tail = json.dumps({**body, "audio": {"format": audio_format.value, "data": ""}}).encode(), b'"}}'
    head = head.removesuffix(tail)
    response = web.StreamResponse()
    response.content_type, response.charset = "application/json", "utf-8"
    response.content_length = len(head) + (len(file.data) + 2) // 3 * 4 + len(tail)
    await response.prepare(request)
    await write(request, response, head)
    for part in _parts(file.data):
        await write(request, response, base64.b64encode(part))
    await write(request, response, tail)
    await finish(request, response)
    return response


def _parts(data: bytearray) -> Iterator[bytes]:
    for start in range(0, len(data), _PART_BYTES):
        yield bytes(data[start : start + _PART_BYTES])
