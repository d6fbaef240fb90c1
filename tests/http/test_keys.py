"""With API keys no route does anything without one, by any method."""

from __future__ import annotations

import asyncio
import itertools
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

KEY = "a-long-enough-key"
PUBLIC = {
    "/",
    "/page/{name}",
    "/docs",
    "/openapi.json",
    "/health",
    "/ready",
    "/v1/models",
    "/v1/models/{id:.+}",
    "/v1/audio/models",
    "/v1/audio/voices",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
WRONG = {
    "nothing": None,
    "no scheme": KEY,
    "another scheme": f"Basic {KEY}",
    "a scheme alone": "Bearer",
    "blanks": "Bearer    ",
    "a beginning": f"Bearer {KEY[:-1]}",
    "more": f"Bearer {KEY}x",
    "a key twice": f"Bearer {KEY} {KEY}",
    "a list": f"Bearer {KEY}, Bearer {KEY}",
    "quotes": f'Bearer "{KEY}"',
    "another case": f"Bearer {KEY.upper()}",
    "null": "Bearer null",
    "a path": f"Bearer ../{KEY}",
    "not ASCII": "Bearer schlüssel-schlüssel",
}
SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.fixture
async def locked(serve: Serve, tmp_path: Path) -> AsyncIterator[Door]:
    store = await asyncio.to_thread(open_store, StoreSettings(), tmp_path)
    await store.open()
    yield await serve(api_keys=(KEY,), replaced={"store": store})
    await store.close()


def headers_of(sent: str | None) -> dict[str, str]:
    return {} if sent is None else {"Authorization": sent}


async def routes_of(door: Door) -> list[tuple[str, str]]:
    async with door.get("/") as response:
        listed = (await response.json())["routes"]
    return [(method, path) for method, path in (route.split(" ", 1) for route in listed)]


@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG)
async def test_no_route_works_without_a_key(locked: Door, fakes: FakeServices, sent: str | None) -> None:
    routes = await routes_of(locked)
    assert len(routes) > 20
    paths = {path for _, path in routes}
    assert paths >= {"/metrics", "/api/text", "/api/ps", "/generate", "/v1/chat/completions", "/api/facts"}
    open_paths = {path for path in paths if path in PUBLIC or path.startswith("/v1/models/{id")}
    assert len(open_paths) == len(PUBLIC)
    methods = METHODS if sent is None else ("GET", "POST", "DELETE")
    for path, method in itertools.product([*paths, "/nothing"], methods):
        if path in open_paths and method in {"GET", "HEAD"}:
            continue
        where = path.replace("{id}", "a").replace("{id:.+}", "a")
        query = "?text=hello&stream=false" if path == "/generate" else ""
        async with locked.session.request(
            method,
            locked.url + where + query,
            data=json.dumps({"text": "hello"}) if method in {"POST", "PUT", "PATCH"} else None,
            headers=headers_of(sent),
        ) as response:
            assert response.status == 401, (method, path)
            assert response.headers["WWW-Authenticate"] == "Bearer"
    async with locked.get("/api/text", headers={**headers_of(sent), **SOCKET}) as response:
        assert response.status == 401
    assert not fakes.agent.requests
    assert not fakes.tts.said


@pytest.mark.parametrize("where", ["query", "cookie", "another header", "a user", "a second header"])
async def test_a_key_counts_in_its_place_alone(locked: Door, where: str) -> None:
    url, headers = locked.url + "/api/ps", {}
    match where:
        case "query":
            url += f"?api_key={KEY}&access_token={KEY}&key={KEY}"
        case "cookie":
            headers = {"Cookie": f"api_key={KEY}; Authorization=Bearer {KEY}"}
        case "another header":
            headers = {"X-Api-Key": KEY, "Api-Key": KEY, "Proxy-Authorization": f"Bearer {KEY}"}
        case "a user":
            headers = {"Authorization": f"Basic {b64encode(f'Bearer:{KEY}'.encode()).decode()}"}
        case "a second header":
            headers = {"Authorization": "Bearer wrong-wrong", "authorization-2": f"Bearer {KEY}"}
    async with locked.session.get(url, headers=headers) as response:
        assert response.status == 401


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        (KEY, f"Bearer {KEY}"),
        (KEY, f"bearer {KEY}"),
        (KEY, f"BEARER   {KEY}  "),
        ("two words, and more", "Bearer two words, and more"),
        ("schlüssel-äöü-🔑", "Bearer schlüssel-äöü-🔑"),
        ("  written-with-blanks\n", "Bearer written-with-blanks"),
        ("bearer-bearer", "Bearer bearer-bearer"),
    ],
)
async def test_the_right_key_is_right_however_it_is_written(serve: Serve, key: str, sent: str) -> None:
    door = await serve(api_keys=("another-good-key", key))
    async with door.get("/api/ps", headers={"Authorization": sent}) as response:
        assert response.status == 200


@pytest.mark.parametrize("key", [" " * 8, "\n" * 8, "\u3000" * 8])
@pytest.mark.parametrize("sent", ["Bearer ", "Bearer         ", "Bearer  \t ", "Bearer \u3000\u3000", None])
async def test_a_key_of_blanks_opens_nothing(serve: Serve, key: str, sent: str | None) -> None:
    door = await serve(api_keys=(key,))
    async with door.get("/api/ps", headers=headers_of(sent)) as response:
        assert response.status == 401
