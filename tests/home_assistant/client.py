"""A client of Home Assistant's WebSocket and REST interfaces, as its own front end uses them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

_LOST = "Home Assistant has closed the connection"


class Refused(Exception):
    """Home Assistant answered a command with an error."""


class Client:
    """One authenticated connection. Commands may overlap; each gets its own answers."""

    def __init__(self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._session = session
        self._socket = socket
        self._last_id = 0
        self._answers: dict[int, Answers] = {}
        self._lost = False
        self._reader = asyncio.create_task(self._read())

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls, url: str, token: str) -> AsyncIterator[Client]:
        """Be connected to the Home Assistant at `url` during the block."""
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            aiohttp.ClientSession(url, headers=headers) as session,
            session.ws_connect("/api/websocket", max_msg_size=0) as socket,
        ):
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": token})
            answer = await socket.receive_json()
            if answer["type"] != "auth_ok":
                raise Refused(answer)
            client = cls(session, socket)
            try:
                yield client
            finally:
                client._reader.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await client._reader

    async def call(self, command: str, **fields: Any) -> Any:
        """Send a command and return its result.

        Raises:
            Refused: the answer is an error.
        """
        async with self.subscription(command, **fields) as answers:
            return await answers.result()

    @contextlib.asynccontextmanager
    async def subscription(self, command: str, **fields: Any) -> AsyncIterator[Answers]:
        """Send a command that is answered with events.

        Raises:
            ConnectionError: Home Assistant has closed the connection.
        """
        if self._lost:
            raise ConnectionError(_LOST)
        self._last_id += 1
        number = self._last_id
        answers = self._answers[number] = Answers()
        try:
            await self._socket.send_json({"id": number, "type": command, **fields})
            yield answers
        finally:
            del self._answers[number]

    async def send_audio(self, handler: int, audio: bytes) -> None:
        """Send audio to a running pipeline; none at all ends it."""
        await self._socket.send_bytes(bytes([handler]) + audio)

    async def post(self, path: str, content: dict[str, Any]) -> Any:
        """Post to the REST interface and return what it answers."""
        async with self._session.post(path, json=content) as response:
            response.raise_for_status()
            return await response.json()

    async def submit(self, path: str, form: dict[str, str]) -> Any:
        """Post a form and return what is answered."""
        async with self._session.post(path, data=form) as response:
            response.raise_for_status()
            return await response.json()

    async def get(self, path: str) -> Any:
        """Get from the REST interface."""
        async with self._session.get(path) as response:
            response.raise_for_status()
            return await response.json()

    async def delete(self, path: str) -> None:
        """Delete through the REST interface."""
        async with self._session.delete(path) as response:
            response.raise_for_status()

    @contextlib.asynccontextmanager
    async def download(self, path: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """Open the file at `path`."""
        async with self._session.get(path) as response:
            response.raise_for_status()
            yield response

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                content = json.loads(frame.data)
                for message in content if isinstance(content, list) else [content]:
                    if answers := self._answers.get(message["id"]):
                        answers.add(message)
        finally:
            self._lost = True
            for answers in self._answers.values():
                answers.fail()


class Answers:
    """The answers to one command: a result, and events."""

    def __init__(self) -> None:
        self._result: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._events: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def add(self, message: dict[str, Any]) -> None:
        """Take the next message; events may come before the result."""
        if message["type"] == "event":
            self._events.put_nowait(message["event"])
        else:
            self._result.set_result(message)

    def fail(self) -> None:
        """End the wait for what cannot come any more: the connection has ended."""
        self._events.put_nowait(None)
        if not self._result.done():
            self._result.set_exception(ConnectionError(_LOST))
            self._result.exception()  # nobody may be waiting for it

    async def result(self) -> Any:
        """Return the result.

        Raises:
            Refused: it is an error.
        """
        message = await self._result
        if not message["success"]:
            raise Refused(message["error"])
        return message["result"]

    async def event(self) -> dict[str, Any]:
        """Return the next event."""
        event = await self._events.get()
        if event is None:
            raise ConnectionError(_LOST)
        return event
