"""HTTPS: clients that trust the certificate, and those that speak something else."""

from __future__ import annotations

import asyncio
import hmac
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import aiohttp
import pytest

from tests.certificates import Authority
from tests.fakes import FakeMouth, Gate
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.raw_requests import raw_post
from tests.waiting import until
from wyoming_morgan.access.access import Access
from wyoming_morgan.tls.keeper import CertificateKeeper
from wyoming_morgan.tls.self_made import self_made_files
from wyoming_morgan.tls.settings import TlsSettings
from wyoming_morgan.tls.trust import own_server_context

SELF_MADE = TlsSettings(self_made=True, names=("morgan.local",))
HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
CLIENT_HELLO = b"\x16\x03\x01\x02\x00\x01"
"""The beginning of one."""


@pytest.fixture
async def keeper(tmp_path: Path) -> CertificateKeeper:
    """A self-made certificate for this machine's loopback and `morgan.local`."""
    keeper = CertificateKeeper(SELF_MADE, tmp_path)
    await keeper.load()
    return keeper


@pytest.fixture
def trusting(keeper: CertificateKeeper, tmp_path: Path) -> ssl.SSLContext:
    """What trusts the file of that certificate, and checks names."""
    del keeper
    return ssl.create_default_context(cafile=str(self_made_files(tmp_path).certificate))


@dataclass
class Connection:
    """A connection of a client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def is_served(self) -> bool:
        with suppress(ConnectionError):
            self.writer.write(HEALTH)
            return (await self.reader.readline()).startswith(b"HTTP/1.1 200 ")
        return False

    async def rest(self) -> bytes:
        """Return what comes until the end, however that comes."""
        with suppress(ConnectionError):
            return await self.reader.read()
        return b""


Connect = Callable[..., Awaitable[Connection]]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Open connections that are closed after the test, over TLS if there is a context."""
    opened: list[Connection] = []

    async def connect(
        door: Door, sent: bytes = b"", *, context: ssl.SSLContext | None = None, local: str = "127.0.0.1"
    ) -> Connection:
        connection = Connection(
            *await asyncio.open_connection(
                *door.address,
                local_addr=(local, 0),
                ssl=context,
                server_hostname=None if context is None else "localhost",
            )
        )
        opened.append(connection)
        connection.writer.write(sent)
        return connection

    yield connect
    for connection in opened:
        connection.writer.transport.abort()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_who_trusts_the_file_is_served(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, host: str
) -> None:
    door = await serve(certificates=keeper)
    async with door.session.get(f"https://{host}:{door.address[1]}/health", ssl=trusting) as response:
        assert response.status == 200
        assert "Strict-Transport-Security" not in response.headers


async def test_a_name_that_the_certificate_has_not_is_not_trusted(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext
) -> None:
    door = await serve(certificates=keeper)
    with pytest.raises(aiohttp.ClientConnectorCertificateError, match="Hostname mismatch"):
        await door.get("/health", ssl=trusting, server_hostname="elsewhere.local")
    async with door.get("/health", ssl=trusting, server_hostname="morgan.local") as response:
        assert response.status == 200


async def test_nobody_else_trusts_it(serve: Serve, keeper: CertificateKeeper) -> None:
    door = await serve(certificates=keeper)
    with pytest.raises(aiohttp.ClientConnectorCertificateError, match=r"self[- ]signed"):
        await door.get("/health")


async def test_a_client_that_pins_the_shown_fingerprint_is_served(
    serve: Serve, keeper: CertificateKeeper
) -> None:
    door = await serve(certificates=keeper)
    shown = keeper.served.certificate.shown_fingerprint
    pinned = aiohttp.Fingerprint(bytes.fromhex(shown.replace(":", "")))
    async with door.get("/health", ssl=pinned) as response:
        assert response.status == 200
    with pytest.raises(aiohttp.ServerFingerprintMismatch):
        await door.get("/health", ssl=aiohttp.Fingerprint(b"\0" * 32))


async def test_over_tls_a_key_is_proven_for_the_certificate_that_the_client_is_shown(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, access: Access
) -> None:
    door = await serve(certificates=keeper, replaced={"access": access})
    key = (await access.pair(access.new_code(), "tablet", "127.0.0.1")).api_key
    nonce = "0" * 32
    async with door.post("/api/pair/proof", json={"nonce": nonce}, ssl=trusting) as response:
        proofs = (await response.json())["proofs"]
    message = f"{nonce}\n{keeper.served.certificate.fingerprint}".encode()
    assert proofs == [hmac.new(sha256(key.encode()).digest(), message, "sha256").hexdigest()]


async def test_this_machines_own_programs_trust_a_certificate_of_an_authority_by_its_file(
    serve: Serve, tmp_path: Path
) -> None:
    files = Authority(tmp_path).issue(tmp_path / "live", "morgan.example.org")
    settings = TlsSettings(certificate=files.certificate, key=files.key)
    keeper = CertificateKeeper(settings, tmp_path)
    await keeper.load()
    door = await serve(certificates=keeper)
    trusted = await asyncio.to_thread(own_server_context, settings, tmp_path)
    async with door.get("/health", ssl=trusted) as response:
        assert response.status == 200
    other = Authority(tmp_path / "other").issue(tmp_path / "other", "morgan.example.org")
    settings = TlsSettings(certificate=other.certificate, key=other.key)
    trusted = await asyncio.to_thread(own_server_context, settings, tmp_path)
    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        await door.get("/health", ssl=trusted)


async def test_the_page_and_a_conversation_come_over_it(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext
) -> None:
    door = await serve(certificates=keeper)
    origin = door.url
    async with door.get("/", ssl=trusting, headers={"Accept": "text/html"}) as response:
        assert "<html" in await response.text()
    address = door.url.replace("https:", "wss:") + "/v1/realtime"
    async with door.session.ws_connect(address, ssl=trusting, origin=origin) as socket:
        assert (await socket.receive_json())["type"] == "session.created"
        await socket.send_json({"type": "session.update", "session": {"type": "realtime"}})
        assert (await socket.receive_json())["type"] == "session.updated"


async def test_a_long_reply_comes_whole_to_who_reads_slowly(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, fakes: FakeServices
) -> None:
    fakes.tts = FakeMouth(chunks=400)
    door = await serve(certificates=keeper)
    text = "It is warm."
    lengths = []
    for slow in (False, True):
        async with door.post("/generate", json={"text": text, "format": "pcm"}, ssl=trusting) as response:
            length = 0
            async for part in response.content.iter_chunked(65536):
                length += len(part)
                if slow:
                    await asyncio.sleep(0.001)
            lengths.append(length)
    assert lengths[0] == lengths[1] > 1_000_000


async def test_requests_that_come_with_the_end_of_the_handshake_are_answered_in_order(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, connect: Connect
) -> None:
    door = await serve(certificates=keeper)
    sent = b"".join(b"GET /health?%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % number for number in range(3))
    for _ in range(20):
        connection = await connect(door, sent, context=trusting)
        heads = [await connection.reader.readuntil(b"\r\n\r\n") for _ in range(1)]
        assert heads[0].startswith(b"HTTP/1.1 200 ")
    await until(lambda: door.server.connections == 20)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_browser_that_was_given_no_https_is_sent_there(
    serve: Serve, keeper: CertificateKeeper, method: str
) -> None:
    door = await serve(certificates=keeper)
    url = door.url.replace("https:", "http:")
    async with door.session.request(method, f"{url}/docs?a=b", allow_redirects=False) as response:
        assert response.status == 307
        assert response.headers["Location"] == f"{door.url}/docs?a=b"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        pytest.param("POST", "/api/text", {}, id="sends something"),
        pytest.param("GET", "/api/ps", {"Authorization": "Bearer a-long-enough-key"}, id="sends a key"),
        pytest.param("GET", "/", {"Host": "localhost"}, id="by another port"),
    ],
)
async def test_plain_http_is_told_what_is_spoken_here(
    serve: Serve, keeper: CertificateKeeper, method: str, path: str, headers: dict[str, str]
) -> None:
    door = await serve(certificates=keeper)
    url = door.url.replace("https:", "http:")
    async with door.session.request(method, url + path, headers=headers, data=b"{}") as response:
        error = await door.error(response, 400)
    address = "https://localhost" if "Host" in headers else door.url
    assert error["message"] == f"this port speaks HTTPS: use {address}"
    assert error["code"] == "https_required"


@pytest.mark.parametrize("sent", [b"\x00\x01\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"a" * 20_000])
async def test_whatever_else_is_sent_is_told_so_and_ends(
    serve: Serve, keeper: CertificateKeeper, connect: Connect, sent: bytes
) -> None:
    door = await serve(certificates=keeper)
    reply = await (await connect(door, sent)).rest()
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert b"use https:// in the address" in reply


async def test_tls_where_none_is_spoken_fails_at_once(door: Door) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await asyncio.open_connection(*door.address, ssl=ssl.create_default_context())


async def test_only_tls_of_today_is_spoken(serve: Serve, keeper: CertificateKeeper, connect: Connect) -> None:
    door = await serve(certificates=keeper)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await connect(door, context=old)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(CLIENT_HELLO, id="the beginning of a handshake"),
        pytest.param(b"GET /heal", id="half a request of plain HTTP"),
    ],
)
async def test_a_handshake_that_does_not_end_is_ended(
    serve: Serve, keeper: CertificateKeeper, connect: Connect, sent: bytes
) -> None:
    door = await serve(certificates=keeper, idle_seconds=0.05)
    assert await (await connect(door, sent)).rest() == b""
    await until(lambda: door.server.connections == 0)


async def test_an_idle_connection_is_closed(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, connect: Connect
) -> None:
    door = await serve(certificates=keeper, idle_seconds=0.05)
    connection = await connect(door, HEALTH, context=trusting)
    assert (await connection.rest()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", [b"", CLIENT_HELLO], ids=["nothing", "the beginning of a handshake"])
async def test_handshakes_count_as_connections_and_make_room(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, connect: Connect, sent: bytes
) -> None:
    door = await serve(certificates=keeper, max_connections=4)
    waiting = [await connect(door, sent) for _ in range(12)]
    await until(lambda: sum(connection.reader.at_eof() for connection in waiting) >= 8)
    assert door.server.connections <= 4
    assert await (await connect(door, context=trusting)).is_served()


async def test_an_idle_connection_makes_room_at_once(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, connect: Connect
) -> None:
    door = await serve(certificates=keeper, max_connections=2)
    for _ in range(6):
        assert await (await connect(door, context=trusting)).is_served()
    assert door.server.connections <= 2


async def test_one_address_cannot_shut_another_one_out_by_handshakes(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, connect: Connect
) -> None:
    door = await serve(certificates=keeper, max_connections=16, max_connections_per_address=12)
    for _ in range(24):
        await connect(door, CLIENT_HELLO)
    assert await (await connect(door, context=trusting, local="127.0.0.2")).is_served()


async def test_one_connection_too_many_is_told_so(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, connect: Connect, fakes: FakeServices
) -> None:
    door = await serve(certificates=keeper, max_connections=1)
    fakes.agent.gate = Gate()
    await connect(door, raw_post("/api/text", {"text": "hello"}), context=trusting)
    await fakes.agent.gate.arrived.wait()
    reply = await (await connect(door, HEALTH, context=trusting)).rest()
    assert reply.startswith(b"HTTP/1.1 503 ")
    assert b'"code": "busy"' in reply
    assert not fakes.agent.gate.given_up.is_set()


async def test_a_client_that_leaves_ends_its_work(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, connect: Connect, fakes: FakeServices
) -> None:
    door = await serve(certificates=keeper)
    fakes.agent.gate = Gate()
    connection = await connect(door, raw_post("/api/text", {"text": "hello"}), context=trusting)
    await fakes.agent.gate.arrived.wait()
    connection.writer.transport.abort()
    await fakes.agent.gate.given_up.wait()
    await until(lambda: door.server.connections == 0)


async def test_new_connections_are_shown_the_renewed_certificate_and_others_go_on(
    serve: Serve, tmp_path: Path, connect: Connect
) -> None:
    authority = Authority(tmp_path)
    files = authority.issue(tmp_path / "live", "localhost")
    trusting = ssl.create_default_context(cafile=str(authority.file))
    keeper = CertificateKeeper(
        TlsSettings(certificate=files.certificate, key=files.key), tmp_path, look_seconds=0.01
    )
    await keeper.load()
    keeper.start()
    try:
        door = await serve(certificates=keeper)
        former = await connect(door, context=trusting)
        authority.issue(tmp_path / "live", "localhost")
        first = keeper.served.certificate
        await until(lambda: keeper.served.certificate is not first)
        present = await connect(door, context=trusting)
        assert _shown(present) != _shown(former)
        for connection in (former, present):
            assert await connection.is_served()
    finally:
        await keeper.stop()


def _shown(connection: Connection) -> bytes:
    shown: bytes = connection.writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return shown


async def test_a_server_stops_while_handshakes_are_not_over(
    serve: Serve, keeper: CertificateKeeper, trusting: ssl.SSLContext, connect: Connect
) -> None:
    door = await serve(certificates=keeper)
    assert await (await connect(door, context=trusting)).is_served()
    waiting = [await connect(door, sent) for sent in (b"", CLIENT_HELLO)]
    await until(lambda: door.server.connections == 3)
    await door.server.stop(0)
    for connection in waiting:
        assert await connection.rest() == b""
