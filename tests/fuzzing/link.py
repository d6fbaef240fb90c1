"""Links hostile homes to a real HTTP server with the real agent: damaged messages, frames and bytes."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace

from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType

from tests.fuzzing.clients import take_turns
from tests.fuzzing.link_messages import DONE, TOLD, TURN, case
from tests.fuzzing.logged import logged_errors
from tests.fuzzing.message_damage import written
from tests.fuzzing.sockets import PATIENCE, RESET, talk
from tests.http.conftest import FakeServices
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.app.home import HomeListener
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.errors import MorganError
from wyoming_morgan.home.model import Entity, Home
from wyoming_morgan.home.relayed import RelayedHome
from wyoming_morgan.http.link.messages import read_hello, read_message
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.settings import HttpSettings

_ANSWER_SECONDS = 0.3
DOCUMENTED = frozenset({1000, 1002, 1007, 1009, 4000, 4009})
"""How a link may be closed: by RFC 6455, and as docs/link.md says."""
_MOST_BYTES = HttpSettings().max_json_bytes
_CONFIGURED = Home(entities=(Entity("Old lamp", "light"),))


@dataclass(slots=True)
class LinkReport:
    """What became of the cases."""

    closes: Counter[int | None] = field(default_factory=Counter)
    """How many links were closed with each code; 1000 are those that the home itself ended."""
    answers: Counter[str] = field(default_factory=Counter)
    """What Morgan sent, by type, and of failures by code."""
    honest: int = 0
    """How many honest homes were served in between."""
    failures: list[str] = field(default_factory=list)


async def fuzz(count: int, *, seed: int = 0) -> LinkReport:
    """Link `count` hostile homes, and an honest one now and then; report what was not as documented."""
    async with _serving() as url, ClientSession() as session:
        run = _Run(session, url, seed)
        with logged_errors() as errors:
            await take_turns(count, attack=run.attack, be_honest=run.be_honest)
        run.report.failures += errors
    return run.report


@asynccontextmanager
async def _serving() -> AsyncIterator[str]:
    home = RelayedHome(answer_seconds=_ANSWER_SECONDS)
    grammar = Grammar(_CONFIGURED)
    await grammar.load()
    agent = Agent(grammar, home=home)
    listener = HomeListener(home, grammar, configured=_CONFIGURED, expect=_ignore, quiet_seconds=0.0)
    services = replace(FakeServices().services(), agent=agent, linked_home=home)
    settings = HttpSettings(host="127.0.0.1", port=0)
    server = HttpServer(services, settings)
    listener.start()
    await agent.start()
    await server.start()
    try:
        host, port = server.addresses[0]
        yield f"http://{host}:{port}/api/home/link"
    finally:
        await server.stop(1.0)
        await listener.close()
        await agent.close()


async def _ignore(vocabulary: Vocabulary) -> None:
    del vocabulary


class _Run:
    def __init__(self, session: ClientSession, url: str, seed: int) -> None:
        self._session = session
        self._url = url
        self._seed = seed
        self.report = LinkReport()

    async def attack(self, number: int) -> None:
        """Be one hostile home, until it has heard enough or is thrown out."""
        # Made in a thread: the event loop is to be the server's, whose waits are measured.
        case = await asyncio.to_thread(_made, number, self._seed)
        try:
            code = await talk(self._connected(), case.frames, lambda frame: self._note(frame, number))
        except TimeoutError:
            self._fail(number, "it hangs")
            return
        self.report.closes[code] += 1
        if code not in DOCUMENTED and not (code == RESET and case.ends_the_link):
            self._fail(number, f"it is closed with {code}")

    async def be_honest(self) -> None:
        """Be a home that tells about itself and asks for a turn, which must be answered."""
        async with asyncio.timeout(PATIENCE), self._connected() as socket:
            for message in (*TOLD, TURN):
                await socket.send_json(message)
            async for frame in socket:
                message = frame.json()
                if message["type"] == "intent":
                    await socket.send_json({"type": "result", "id": message["id"], "response": DONE})
                if message["type"] in {"done", "failed"}:
                    if message.get("outcome") != "handled":
                        self.report.failures.append(f"an honest home was answered {message}")
                    self.report.honest += 1
                    return
        self.report.failures.append(f"an honest home was closed with {socket.close_code}")

    def _connected(self) -> AbstractAsyncContextManager[ClientWebSocketResponse]:
        return self._session.ws_connect(self._url, max_msg_size=0)

    def _note(self, frame: WSMessage, number: int) -> None:
        message = frame.json() if frame.type is WSMsgType.TEXT else {"type": "binary"}
        failed = message["type"] == "failed"
        self.report.answers[f"failed {message['code']}" if failed else message["type"]] += 1
        if frame.type is not WSMsgType.TEXT or (failed and message["code"] == "internal"):
            self._fail(number, f"it is answered {message}")

    def _fail(self, number: int, why: str) -> None:
        self.report.failures.append(f"case {number} of seed {self._seed}: {why}")


@dataclass(frozen=True, slots=True)
class _Case:
    frames: list[tuple[WSMsgType, bytes]]
    ends_the_link: bool
    """Whether one of the frames must be answered with the end of the link."""


def _made(number: int, seed: int) -> _Case:
    chance = random.Random(f"frames {seed} {number}")  # noqa: S311 - the same bytes in every run
    frames = []
    for frame in case(number, seed=seed):
        content = written(frame)
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        is_binary = isinstance(frame, bytes) and chance.random() < 0.5
        frames.append((WSMsgType.BINARY if is_binary else WSMsgType.TEXT, raw))
    return _Case(
        frames,
        any(_ends_the_link(kind, raw, read_message) for kind, raw in frames[1:])
        or _ends_the_link(*frames[0], read_hello),
    )


def _ends_the_link(kind: WSMsgType, content: bytes, read: Callable[[str], object]) -> bool:
    if kind is WSMsgType.BINARY or len(content) > _MOST_BYTES:
        return True
    try:
        read(content.decode())
    except (UnicodeDecodeError, MorganError):
        return True
    return False
