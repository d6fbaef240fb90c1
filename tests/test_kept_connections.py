"""How long connections to other servers are kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from aiohttp import web

from tests.component.certificates import ShownCertificate
from tests.fakes.chat_server import RawChatServer, delta
from wyoming_morgan import kept_connections as keeping
from wyoming_morgan.kept_connections import kept_connections

pytestmark = pytest.mark.slow

LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])


@asynccontextmanager
async def ports_of_requests(folder: Path) -> AsyncIterator[tuple[str, list[int]]]:
    """Serve over TLS; yields the address, and the ports that requests come from."""
    ports: list[int] = []

    async def handle(request: web.Request) -> web.Response:
        ports.append(request.get_extra_info("peername")[1])
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/", handle)])
    runner = web.AppRunner(app)
    await runner.setup()
    context = ShownCertificate(folder, "server").context()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    try:
        yield f"https://127.0.0.1:{runner.addresses[0][1]}/", ports
    finally:
        await runner.cleanup()


@LIBRARIES
async def test_a_connection_with_tls_is_used_again_unless_the_server_may_soon_close_it(
    library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ports_of_requests(tmp_path) as (url, ports):
        for seconds in (60.0, 0.01):
            monkeypatch.setattr(keeping, "KEPT_SECONDS", seconds)
            limits = kept_connections(url, library, most=4)
            async with library.AsyncClient(verify=False, limits=limits) as client:
                for _ in range(3):
                    await client.post(url)
                    await asyncio.sleep(0.05)
    assert len(set(ports[:3])) == 1
    assert len(set(ports[3:])) == 3


@LIBRARIES
async def test_no_more_connections_are_open_at_a_time_than_there_may_be(library: Any) -> None:
    async with RawChatServer([0.05, delta("stop")]).serving() as url:
        limits = kept_connections(url, library, most=2)
        async with library.AsyncClient(limits=limits, timeout=library.Timeout(5.0, pool=0.01)) as client:
            chats = (client.post(f"{url}/chat/completions", json={}) for _ in range(3))
            answers = await asyncio.gather(*chats, return_exceptions=True)
            assert [type(one) for one in answers].count(library.PoolTimeout) == 1
            assert (await client.post(f"{url}/chat/completions", json={})).is_success
