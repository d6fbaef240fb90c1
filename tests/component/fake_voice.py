"""The voice socket of a Morgan that only pretends."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import WSMsgType, web

ABOUT: dict[str, Any] = {
    "type": "about",
    "version": "0.1.0",
    "loading": [],
    "stt": {"model": "ears", "languages": ["en", "de_DE"]},
    "tts": {
        "voices": [
            {"name": "amy", "description": "Amy", "languages": ["en-GB", "en"], "speakers": []},
            {"name": "bob", "description": "Bob", "languages": ["en_US"], "speakers": []},
            {"name": "karl", "description": "", "languages": ["de_DE"], "speakers": ["calm", "glad"]},
        ]
    },
    "wake": {
        "words": [
            {"name": "okay_nabu", "phrase": "Okay Nabu", "description": "", "languages": ["en"]},
            {"name": "hey_morgan", "phrase": "Hey Morgan", "description": "", "languages": ["en"]},
        ]
    },
}
FORMAT = {"type": "audio", "rate": 22_050, "width": 2, "channels": 1}
SPOKEN = {"type": "spoken", "seconds": 0.1, "timings": {}}


class FakeVoice:
    """Answers `describe` with `about`; other work with `first` at once, and `last` after its end.

    What is sent is a message, audio, or None, which ends the connection.
    """

    def __init__(self) -> None:
        self.status: int | None = None
        self.about: dict[str, Any] | str = ABOUT
        self.first: list[dict[str, Any] | bytes | None] = []
        self.last: list[dict[str, Any] | bytes | None] = []
        self.requests: list[dict[str, Any]] = []
        """What began each piece of work, without `describe`."""
        self.described = 0
        self.audio = b""
        self.texts: list[str] = []
        self.ended = 0
        self.left = 0
        """How many clients with work have gone."""
        self.go_on = asyncio.Event()
        """Must be set for `first` to be sent."""
        self.go_on.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self.status is not None:
            return web.Response(status=self.status)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        is_at_work = False
        async for frame in socket:
            if frame.type is WSMsgType.BINARY:
                self.audio += frame.data
            else:
                message = frame.json()
                is_at_work = message["type"] != "describe"
                await self._take(socket, message)
        self.left += is_at_work
        return socket

    async def _take(self, socket: web.WebSocketResponse, message: dict[str, Any]) -> None:
        match message["type"]:
            case "describe":
                self.described += 1
                if isinstance(self.about, str):
                    await socket.send_str(self.about)
                else:
                    await socket.send_json(self.about)
            case "text":
                self.texts.append(message["text"])
            case "end":
                self.ended += 1
                await _send(socket, self.last)
            case _:
                self.requests.append(message)
                await self.go_on.wait()
                await _send(socket, self.first)


async def _send(socket: web.WebSocketResponse, pieces: list[dict[str, Any] | bytes | None]) -> None:
    for piece in pieces:
        if piece is None:
            await socket.close()
        elif isinstance(piece, bytes):
            await socket.send_bytes(piece)
        else:
            await socket.send_json(piece)
