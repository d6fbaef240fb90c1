"""A real server on a loopback port, with fakes behind it, and a client."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from blockbuster import blockbuster_ctx

from tests.fakes import FakeConversationAgent, FakeEar, FakeMouth, FakeVoiceActivity, ThreadDecoder
from tests.fakes.scripted_chat import ScriptedChat, says
from wyoming_morgan.access.access import Access
from wyoming_morgan.audio import FileDecoder
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.stt import SttCapabilities
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices, ListedModel
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.tls.keeper import CertificateKeeper

MODELS = (
    ListedModel("morgan", "morgan", 1_760_000_000),
    ListedModel("org/whisper", "somebody", 1_700_000_000, EngineKind.STT),
    ListedModel("voices", "somebody", 1_700_000_000, EngineKind.TTS),
)
STT_CAPABILITIES = SttCapabilities(
    languages=("en", "de"),
    model="org/hearing-small",
    model_description="Hears",
    version="1",
    detects_language=True,
    translates=True,
    timestamps=True,
    word_probabilities=True,
)


def _scripted_llm() -> ScriptedChat:
    return ScriptedChat([says("Hello", ", ", "you.")], repeat=True, embedding_model="vectors")


@dataclass
class FakeServices:
    """The fakes behind a server."""

    decoder: FileDecoder = field(default_factory=ThreadDecoder)
    stt: FakeEar = field(default_factory=FakeEar)
    tts: FakeMouth = field(default_factory=FakeMouth)
    agent: FakeConversationAgent = field(default_factory=FakeConversationAgent)
    llm: ScriptedChat = field(default_factory=_scripted_llm)
    stt_capabilities: SttCapabilities = STT_CAPABILITIES
    turn_log: TurnLog = field(default_factory=TurnLog)
    readiness: Readiness = field(default_factory=lambda: Readiness(["stt", "tts"]))

    def services(self) -> HttpServices:
        return HttpServices(
            readiness=self.readiness,
            turn_log=self.turn_log,
            decoder=self.decoder,
            stt=self.stt,
            stt_capabilities=lambda: self.stt_capabilities,
            tts=self.tts,
            agent=self.agent,
            llm=self.llm,
            vad=FakeVoiceActivity(),
            listed_models=lambda: MODELS,
        )


@dataclass
class Door:
    """A running server and a client for it."""

    server: HttpServer
    session: ClientSession
    url: str
    address: tuple[str, int]

    def get(self, path: str, **options: Any) -> Any:
        return self.session.get(self.url + path, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self.session.post(self.url + path, **options)

    async def error(self, response: ClientResponse, status: int) -> dict[str, Any]:
        """Check that a response is a failure in OpenAI's shape, and return what it says."""
        assert response.status == status, await response.text()
        assert response.headers["x-request-id"]
        body = await response.json()
        assert set(body) == {"error"}
        assert set(body["error"]) == {"message", "type", "param", "code"}
        assert body["error"]["message"]
        error: dict[str, Any] = body["error"]
        return error


Serve = Callable[..., Awaitable[Door]]


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> Iterator[None]:
    with blockbuster_ctx("wyoming_morgan"):
        yield


@pytest.fixture
def fakes() -> FakeServices:
    return FakeServices()


@pytest.fixture
async def serve(fakes: FakeServices) -> AsyncIterator[Serve]:
    """Start servers with settings, `await serve(max_requests=1)`; they are stopped after the test.

    Services may be left out, `without=("agent",)`, or replaced, `replaced={"store": store}`. With
    `certificates` it is HTTPS.
    """
    doors: list[Door] = []

    async def start(
        *,
        without: tuple[str, ...] = (),
        replaced: Mapping[str, Any] | None = None,
        clock: Callable[[], float] = time.monotonic,
        certificates: CertificateKeeper | None = None,
        **settings: Any,
    ) -> Door:
        changes = {**dict.fromkeys(without), **(replaced or {})}
        services = dataclasses.replace(fakes.services(), **changes)
        chosen = HttpSettings(**{"host": "127.0.0.1", "port": 0, **settings})
        server = HttpServer(services, chosen, clock, certificates=certificates)
        await server.start()
        host, port = server.addresses[0]
        address = ("127.0.0.1" if host == "0.0.0.0" else host, port)
        scheme = "http" if certificates is None else "https"
        door = Door(server, ClientSession(), f"{scheme}://{address[0]}:{port}", address)
        doors.append(door)
        return door

    yield start
    for door in doors:
        await door.session.close()
        await door.server.stop(0.1)


@pytest.fixture
async def door(serve: Serve) -> Door:
    return await serve()


@pytest.fixture
async def access(tmp_path: Path) -> Access:
    """What a server knows of the clients that are paired with it."""
    access = Access(tmp_path / "data")
    await access.load()
    return access
