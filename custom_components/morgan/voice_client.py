"""Morgan's voice socket: an utterance, a text or wake words over a connection of their own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import aiohttp
from homeassistant.helpers.json import json_bytes

from .client import MorganClient
from .errors import CannotConnect, MorganError
from .voice_about import VoiceAbout, read_about
from .wording import clean

_SILENCE_SECONDS = 60.0
"""How long Morgan may say nothing once it has everything."""
_DESCRIBE_SECONDS = 10.0
_MOST_FRAME_BYTES = 256 * 1024
_RATE = 16_000


class VoiceFailed(MorganError):
    """Morgan could not do it, and says why."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Heard:
    """The text of an utterance; that of one that goes on may still change."""

    text: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """The format of the audio that follows: PCM."""

    rate: int
    width: int
    channels: int


@dataclass(frozen=True, slots=True)
class HeardWakeWord:
    """A wake word, which ended `at` milliseconds into the audio."""

    name: str
    at: int


_Message: TypeAlias = dict[str, Any]
_Upload: TypeAlias = Coroutine[Any, Any, None]


class VoiceClient:
    """Opens a voice socket for each piece of work; closing a generator gives the work up."""

    def __init__(self, client: MorganClient) -> None:
        self._client = client

    async def describe(self) -> VoiceAbout:
        """Ask what there is.

        Raises:
            MorganError: Morgan cannot be asked.
        """
        try:
            async with asyncio.timeout(_DESCRIBE_SECONDS), self._opened({"type": "describe"}) as socket:
                return read_about(_message(await socket.receive()))
        except TimeoutError as error:
            raise CannotConnect("Morgan does not say what it can hear and speak") from error

    async def transcribe(self, audio: AsyncIterable[bytes], *, language: str) -> AsyncGenerator[Heard]:
        """Have an utterance heard while it is spoken; the last one is final.

        Args:
            audio: PCM of 16,000 Hz, 16 bits, one channel.
            language: A tag.

        Raises:
            MorganError: Morgan could not hear it.
        """
        request = {"type": "transcribe", "rate": _RATE, "language": language}
        async with self._working(request, lambda socket: _send_audio(socket, audio)) as work:
            while True:
                message = await work.message()
                if message["type"] == "partial":
                    text = f"{message.get('stable', '')}{message.get('tentative', '')}"
                    yield Heard(text, is_final=False)
                elif message["type"] == "transcript":
                    yield Heard(str(message.get("text", "")), is_final=True)
                    return

    async def synthesize(
        self, text: AsyncIterable[str], **choice: Any
    ) -> AsyncGenerator[SoundFormat | bytes]:
        """Have a text spoken while it is written: a format first, then audio in it.

        Args:
            text: Its pieces.
            choice: The fields of the message, such as `voice`.

        Raises:
            MorganError: Morgan could not say it.
        """
        request = {"type": "synthesize", **choice}
        async with self._working(request, lambda socket: _send_text(socket, text)) as work:
            while True:
                frame = await work.frame()
                if isinstance(frame, bytes):
                    yield frame
                elif frame["type"] == "audio":
                    yield SoundFormat(int(frame["rate"]), int(frame["width"]), int(frame["channels"]))
                elif frame["type"] == "spoken":
                    return

    @asynccontextmanager
    async def listening(self, word: str | None) -> AsyncIterator[WakeListener]:
        """Have wake words looked for during the block.

        Raises:
            MorganError: Morgan cannot be reached.
        """
        async with self._opened({"type": "detect", "rate": _RATE, "words": [word] if word else []}) as socket:
            yield WakeListener(socket)

    @asynccontextmanager
    async def _opened(self, request: _Message) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        socket = await self._client.open_voice()
        try:
            with suppress(ConnectionError, aiohttp.ClientError):  # what is received says why
                await socket.send_str(json_bytes(request).decode())
            yield socket
        finally:
            await socket.close()

    @asynccontextmanager
    async def _working(
        self, request: _Message, upload: Callable[[aiohttp.ClientWebSocketResponse], _Upload]
    ) -> AsyncIterator[_Work]:
        async with self._opened(request) as socket:
            uploading = asyncio.create_task(upload(socket), name=f"morgan {request['type']}")
            try:
                yield _Work(socket, uploading)
            finally:
                uploading.cancel()
                await asyncio.gather(uploading, return_exceptions=True)


class WakeListener:
    """Hears a stream of audio."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def hear(self, pcm: bytes) -> None:
        """Send audio: 16,000 Hz, 16 bits, one channel. A lost connection shows in `detection`."""
        with suppress(ConnectionError, aiohttp.ClientError):
            await self._socket.send_bytes(pcm)

    async def end(self) -> None:
        """End the audio."""
        await _send_end(self._socket)

    async def detection(self) -> HeardWakeWord | None:
        """Wait for a wake word; None once the audio has ended without one.

        Raises:
            MorganError: Morgan cannot listen.
        """
        while True:
            message = _message(await self._socket.receive())
            if message["type"] == "detected":
                return HeardWakeWord(str(message.get("word")), round(float(message.get("at", 0)) * 1000))
            if message["type"] == "ended":
                return None


class _Work:
    """What comes back while an upload runs."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, uploading: asyncio.Task[None]) -> None:
        self._socket = socket
        self._uploading = uploading

    async def message(self) -> _Message:
        while isinstance(frame := await self.frame(), bytes):
            pass
        return frame

    async def frame(self) -> _Message | bytes:
        """Wait for a frame: without an end while there is more to send, and then for a time."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(None) as silence:

                def count(uploading: asyncio.Task[None]) -> None:
                    is_broken = uploading.cancelled() or uploading.exception() is not None
                    silence.reschedule(loop.time() + (0 if is_broken else _SILENCE_SECONDS))

                if self._uploading.done():
                    count(self._uploading)
                else:
                    self._uploading.add_done_callback(count)
                try:
                    return _frame(await self._socket.receive())
                finally:
                    self._uploading.remove_done_callback(count)
        except TimeoutError as error:
            if self._uploading.done():
                self._uploading.result()
            raise CannotConnect("Morgan does not answer") from error


async def _send_audio(socket: aiohttp.ClientWebSocketResponse, audio: AsyncIterable[bytes]) -> None:
    chunks = aiter(audio)
    try:
        with suppress(ConnectionError, aiohttp.ClientError):  # what is received says why
            async for pcm in chunks:
                for start in range(0, len(pcm), _MOST_FRAME_BYTES):
                    await socket.send_bytes(pcm[start : start + _MOST_FRAME_BYTES])
    finally:
        await _close(chunks)
    await _send_end(socket)


async def _send_text(socket: aiohttp.ClientWebSocketResponse, text: AsyncIterable[str]) -> None:
    pieces = aiter(text)
    try:
        with suppress(ConnectionError, aiohttp.ClientError):
            async for piece in pieces:
                await socket.send_str(json_bytes({"type": "text", "text": clean(piece, len(piece))}).decode())
    finally:
        await _close(pieces)
    await _send_end(socket)


async def _send_end(socket: aiohttp.ClientWebSocketResponse) -> None:
    with suppress(ConnectionError, aiohttp.ClientError):
        await socket.send_str('{"type": "end"}')


async def _close(source: AsyncIterator[Any]) -> None:
    if isinstance(source, AsyncGenerator):
        await source.aclose()


def _message(frame: aiohttp.WSMessage) -> _Message:
    message = _frame(frame)
    if isinstance(message, bytes):
        raise CannotConnect("Morgan sends audio where it should not")
    return message


def _frame(frame: aiohttp.WSMessage) -> _Message | bytes:
    """Read a frame.

    Raises:
        VoiceFailed: it tells of a failure.
        CannotConnect: it is the end of the connection, or cannot be read.
    """
    if frame.type is aiohttp.WSMsgType.BINARY:
        data: bytes = frame.data
        return data
    if frame.type is not aiohttp.WSMsgType.TEXT:
        raise CannotConnect("the connection to Morgan was closed")
    try:
        message = json.loads(frame.data)
    except ValueError as error:
        raise CannotConnect("Morgan sends what cannot be read") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise CannotConnect("Morgan sends what cannot be read")
    if message["type"] == "failed":
        raise VoiceFailed(*(str(message.get(key, "")) for key in ("code", "message", "hint")))
    return message
