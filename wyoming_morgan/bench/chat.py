"""Measures the delay that Morgan adds to the replies of a language model's server."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from wyoming_morgan.bench.chat_stand_in import MODEL
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.bench.server import running_server
from wyoming_morgan.errors import EngineFailed

_OPENAI, _OLLAMA = "/v1/chat/completions", "/api/chat"
_CONTEXT_TOKENS = 8192  # what Morgan requests; Ollama reloads the model for another size
_READY_SECONDS = 15.0
_ALONE_FOR_EACH_AT_ONCE = 4
_PROMPT = "Tell me about the weather, at length."


@dataclass(frozen=True, slots=True)
class MeasuredBackend:
    """The measured server: its address, with or without `/v1`, and whether it has Ollama's API."""

    url: str
    model: str
    ollama: bool = False

    @property
    def chats(self) -> str:
        """The URL of the chat route."""
        return self.url.removesuffix("/").removesuffix("/v1") + (_OLLAMA if self.ollama else _OPENAI)

    def settings(self) -> dict[str, Any]:
        """Return Morgan's settings for it."""
        name = "ollama" if self.ollama else "openai"
        url = self.url.removesuffix("/").removesuffix("/v1")
        place = {"url": url} if self.ollama else {"base_url": f"{url}/v1"}
        options = {**place, "model": self.model, **({} if self.ollama else {"thinking": "none"})}
        return {"backends": {"measured": {"engine": name, "engines": {name: options}}}}


@dataclass(frozen=True, slots=True)
class TimedReply:
    """One reply: seconds until its first piece and until its end, and the number of pieces."""

    first: float
    whole: float
    pieces: int


@dataclass(frozen=True, slots=True)
class ChatReport:
    """Replies from the server itself and through Morgan, in pairs that were requested one after the other.

    `rates` are pieces per second of `clients` simultaneous replies, from the server and through Morgan.
    """

    direct: tuple[TimedReply, ...]
    through: tuple[TimedReply, ...]
    clients: int
    rates: tuple[float, float]

    @property
    def added_first(self) -> float:
        """Seconds that Morgan adds to the first piece: the median of the pairs' differences."""
        pairs = zip(self.direct, self.through, strict=True)
        return statistics.median(through.first - direct.first for direct, through in pairs)

    @property
    def lost_percent(self) -> float:
        """The loss of throughput in percent: the median of the pairs."""
        pairs = zip(self.direct, self.through, strict=True)
        return 100 * (1 - statistics.median(_rate(through) / _rate(direct) for direct, through in pairs))

    @property
    def lost_percent_at_once(self) -> float:
        """The same for several clients at once."""
        return 100 * (1 - self.rates[1] / self.rates[0])


async def bench_chat(backend: MeasuredBackend, *, repeats: int, tokens: int, clients: int) -> ChatReport:
    """Request the same replies from the server and through a Morgan in front of it, alternately.

    Raises:
        EngineFailed: one of them does not answer.
    """
    settings = {"llm": backend.settings(), "core": {"log_level": "warning"}}
    async with running_server(settings, services=["llm"]) as morgan, aiohttp.ClientSession() as session:
        ways = (backend.chats, backend), (morgan.http + _OPENAI, MeasuredBackend(morgan.http, "morgan"))
        for url, way in ways:
            # From now on connections are open and models are loaded.
            await _rate_at_once(session, url, _body(way, tokens=2), clients)
        replies: tuple[list[TimedReply], list[TimedReply]] = ([], [])
        rates: tuple[list[float], list[float]] = ([], [])
        for number in range(repeats):
            for index in (0, 1) if number % 2 else (1, 0):
                url, way = ways[index]
                replies[index].append(await _ask(session, url, _body(way, tokens=tokens)))
        for number in range(max(2, repeats // _ALONE_FOR_EACH_AT_ONCE)):
            for index in (0, 1) if number % 2 else (1, 0):
                url, way = ways[index]
                body = _body(way, tokens=tokens)
                rates[index].append(await _rate_at_once(session, url, body, clients))
    at_once = statistics.median(rates[0]), statistics.median(rates[1])
    return ChatReport(tuple(replies[0]), tuple(replies[1]), clients, at_once)


@asynccontextmanager
async def stand_in(*, rate: float, first: float) -> AsyncIterator[MeasuredBackend]:
    """Run the stand-in for a backend in a separate process."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wyoming_morgan.bench.chat_stand_in", str(port), str(rate), str(first)
    )
    try:
        backend = MeasuredBackend(f"http://127.0.0.1:{port}", MODEL)
        await _listening(backend)
        yield backend
    finally:
        process.terminate()
        await process.wait()


async def first_model(url: str, *, ollama: bool) -> str:
    """Return the first model that a server lists.

    Raises:
        EngineFailed: it does not answer, or has none.
    """
    base = url.removesuffix("/").removesuffix("/v1")
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(base + ("/api/tags" if ollama else "/v1/models")) as response,
        ):
            body = await response.json()
            models = body["models"] if ollama else body["data"]
            return str(models[0]["model" if ollama else "id"])
    except (aiohttp.ClientError, LookupError, TypeError, ValueError) as error:
        raise EngineFailed(
            f"{url} does not list a model: {error}", hint="specify one with --model"
        ) from error


async def _listening(backend: MeasuredBackend) -> None:
    until = time.monotonic() + _READY_SECONDS
    while True:
        try:
            await first_model(backend.url, ollama=False)
        except EngineFailed:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.05)
        else:
            return


def _body(backend: MeasuredBackend, *, tokens: int) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": backend.model,
        "messages": [{"role": "user", "content": _PROMPT}],
        "stream": True,
    }
    if backend.ollama:
        options = {"num_ctx": _CONTEXT_TOKENS, "num_predict": tokens, "seed": 1, "temperature": 0.0}
        return {**body, "options": options, "keep_alive": -1}
    return {**body, "max_tokens": tokens, "seed": 1, "temperature": 0.0}


async def _ask(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> TimedReply:
    began = time.perf_counter()
    first, pieces = 0.0, 0
    async with session.post(url, json=body) as response:
        if response.status != HTTPStatus.OK:
            raise EngineFailed(f"{url} answered {response.status}: {await response.text()}")
        async for line in response.content:
            if _has_piece(line):
                pieces += 1
                first = first or time.perf_counter() - began
    if not pieces:
        raise EngineFailed(f"{url} sent an empty reply", hint="try another model")
    return TimedReply(first, time.perf_counter() - began, pieces)


def _has_piece(line: bytes) -> bool:
    """Return whether a line of a stream, OpenAI's or Ollama's, has a piece of the reply."""
    line = line.removeprefix(b"data: ").strip()
    if not line.startswith(b"{"):
        return False
    event = json.loads(line)
    choices = event.get("choices") or [{}]
    part = event.get("message") or choices[0].get("delta") or {}
    return bool(part.get("content") or part.get("thinking") or part.get("reasoning_content"))


async def _rate_at_once(
    session: aiohttp.ClientSession, url: str, body: dict[str, Any], clients: int
) -> float:
    began = time.perf_counter()
    replies: Sequence[TimedReply] = await asyncio.gather(*(_ask(session, url, body) for _ in range(clients)))
    return sum(reply.pieces for reply in replies) / (time.perf_counter() - began)


def _rate(reply: TimedReply) -> float:
    return reply.pieces / reply.whole
