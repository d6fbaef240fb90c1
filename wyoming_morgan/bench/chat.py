"""What a language model's reply takes longer through Morgan than from its server, side by side."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from wyoming_morgan.bench.chat_stand_in import MODEL
from wyoming_morgan.bench.server import free_port, running_server
from wyoming_morgan.errors import EngineFailed

_OPENAI, _OLLAMA = "/v1/chat/completions", "/api/chat"
_CONTEXT_TOKENS = 8192  # as Morgan asks Ollama for, which would load the model anew for another
_READY_SECONDS = 15.0
_ALONE_FOR_EACH_AT_ONCE = 4
_PROMPT = "Tell me about the weather, at length."


@dataclass(frozen=True, slots=True)
class Backend:
    """The server that is measured: its address, without `/v1` or with, and whether it speaks Ollama's API."""

    url: str
    model: str
    ollama: bool = False

    @property
    def chats(self) -> str:
        """The URL of its chats."""
        return self.url.removesuffix("/").removesuffix("/v1") + (_OLLAMA if self.ollama else _OPENAI)

    def settings(self) -> dict[str, Any]:
        """Return how Morgan is told of it."""
        name = "ollama" if self.ollama else "openai"
        url = self.url.removesuffix("/").removesuffix("/v1")
        place = {"url": url} if self.ollama else {"base_url": f"{url}/v1"}
        options = {**place, "model": self.model, **({} if self.ollama else {"thinking": "none"})}
        return {"backends": {"measured": {"engine": name, "engines": {name: options}}}}


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: seconds to its first piece and to its end, and how many pieces it had."""

    first: float
    whole: float
    pieces: int


@dataclass(frozen=True, slots=True)
class ChatReport:
    """Replies from the server itself and through Morgan, in pairs that were asked for one after the other.

    `rates` are pieces a second of `clients` replies at once, from the server and through Morgan.
    """

    direct: tuple[Reply, ...]
    through: tuple[Reply, ...]
    clients: int
    rates: tuple[float, float]

    @property
    def added_first(self) -> float:
        """Seconds that Morgan adds to the first piece: the middle of the pairs' differences."""
        pairs = zip(self.direct, self.through, strict=True)
        return statistics.median(through.first - direct.first for direct, through in pairs)

    @property
    def lost_percent(self) -> float:
        """How much less comes through in the time, in percent: the middle of the pairs."""
        pairs = zip(self.direct, self.through, strict=True)
        return 100 * (1 - statistics.median(_rate(through) / _rate(direct) for direct, through in pairs))

    @property
    def lost_percent_at_once(self) -> float:
        """The same for several clients at once."""
        return 100 * (1 - self.rates[1] / self.rates[0])


async def bench_chat(backend: Backend, *, repeats: int, tokens: int, clients: int) -> ChatReport:
    """Ask the server and a Morgan of its own before it for the same replies, in turns.

    Raises:
        EngineFailed: either does not answer.
    """
    settings = {"llm": backend.settings(), "core": {"log_level": "warning"}}
    async with running_server(settings, services=["llm"]) as morgan, aiohttp.ClientSession() as session:
        ways = (backend.chats, backend), (morgan.http + _OPENAI, Backend(morgan.http, "morgan"))
        for url, way in ways:
            # Connections and models are there from now on.
            await _rate_at_once(session, url, _body(way, tokens=2), clients)
        replies: tuple[list[Reply], list[Reply]] = ([], [])
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
async def stand_in(*, rate: float, first: float) -> AsyncIterator[Backend]:
    """Run the stand-in of a backend in a process of its own."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wyoming_morgan.bench.chat_stand_in", str(port), str(rate), str(first)
    )
    try:
        backend = Backend(f"http://127.0.0.1:{port}", MODEL)
        await _listening(backend)
        yield backend
    finally:
        process.terminate()
        await process.wait()


async def first_model(url: str, *, ollama: bool) -> str:
    """Return the first model that a server tells.

    Raises:
        EngineFailed: it does not answer, or has none.
    """
    base = url.removesuffix("/").removesuffix("/v1")
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(base + ("/api/tags" if ollama else "/v1/models")) as response,
        ):
            told = await response.json()
            models = told["models"] if ollama else told["data"]
            return str(models[0]["model" if ollama else "id"])
    except (aiohttp.ClientError, LookupError, TypeError, ValueError) as error:
        raise EngineFailed(f"{url} tells no model: {error}", hint="name one with --model") from error


async def _listening(backend: Backend) -> None:
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


def _body(backend: Backend, *, tokens: int) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": backend.model,
        "messages": [{"role": "user", "content": _PROMPT}],
        "stream": True,
    }
    if backend.ollama:
        options = {"num_ctx": _CONTEXT_TOKENS, "num_predict": tokens, "seed": 1, "temperature": 0.0}
        return {**body, "options": options, "keep_alive": -1}
    return {**body, "max_tokens": tokens, "seed": 1, "temperature": 0.0}


async def _ask(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> Reply:
    began = time.perf_counter()
    first, pieces = 0.0, 0
    async with session.post(url, json=body) as response:
        if response.status != 200:  # noqa: PLR2004 - HTTP's OK
            raise EngineFailed(f"{url} answers {response.status}: {await response.text()}")
        async for line in response.content:
            if _has_piece(line):
                pieces += 1
                first = first or time.perf_counter() - began
    if not pieces:
        raise EngineFailed(f"{url} answers nothing", hint="take another model")
    return Reply(first, time.perf_counter() - began, pieces)


def _has_piece(line: bytes) -> bool:
    """Tell whether a line of a stream, OpenAI's or Ollama's, has a piece of the reply."""
    line = line.removeprefix(b"data: ").strip()
    if not line.startswith(b"{"):
        return False
    told = json.loads(line)
    choices = told.get("choices") or [{}]
    part = told.get("message") or choices[0].get("delta") or {}
    return bool(part.get("content") or part.get("thinking") or part.get("reasoning_content"))


async def _rate_at_once(
    session: aiohttp.ClientSession, url: str, body: dict[str, Any], clients: int
) -> float:
    began = time.perf_counter()
    replies: Sequence[Reply] = await asyncio.gather(*(_ask(session, url, body) for _ in range(clients)))
    return sum(reply.pieces for reply in replies) / (time.perf_counter() - began)


def _rate(reply: Reply) -> float:
    return reply.pieces / reply.whole
