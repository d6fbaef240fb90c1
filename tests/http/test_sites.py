"""Without a key only this machine is served: its scripts, Morgan's own page, and addresses that are typed."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.http.conftest import Door, FakeServices, Serve
from tests.http.test_bodies import of_one_server

TEXT = {"text": "hello"}
Headers = Mapping[str, str]

IMAGE = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
OTHER_SITES: Mapping[str, Headers] = {
    "an image": {"Sec-Fetch-Site": "cross-site", **IMAGE},
    "an image of another port": {"Sec-Fetch-Site": "same-site", **IMAGE},
    "an image of an old browser": {"Referer": "https://evil.example/page"},
    "an image without its site": IMAGE,
    "a sound": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "audio"},
    "a script": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    "a frame": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    "a page's fetch": {
        "Origin": "https://evil.example",
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Dest": "empty",
    },
    "a fetch of an old browser": {"Origin": "https://evil.example"},
    "a page behind a name of this machine": {"Origin": "http://localhost.evil.example:3000"},
    "a page behind an address of this machine": {"Origin": "http://127.0.0.1.evil.example"},
    "another scheme on this machine": {"Origin": "ftp://127.0.0.1"},
    "two origins": {"Origin": "http://localhost:3000, https://evil.example"},
    "a file or a sandbox": {"Origin": "null"},
    "a sandbox that says none": {"Origin": "null", "Sec-Fetch-Site": "none"},
    "an extension": {"Origin": "chrome-extension://abcdefghijklmnop"},
    "an empty origin": {"Origin": ""},
    "an origin with a name before it": {"Origin": "http://127.0.0.1@evil.example"},
    "a site nobody knows": {"Sec-Fetch-Site": "friendly-site"},
    "an empty site": {"Sec-Fetch-Site": ""},
    "two sites": {"Sec-Fetch-Site": "same-origin, cross-site"},
    "a socket": {
        "Sec-Fetch-Mode": "websocket",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    },
}
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


def own(door: Door, **headers: str) -> dict[str, str]:
    return {"Origin": door.url, **headers}


async def routes_of(door: Door) -> list[tuple[str, str]]:
    async with door.get("/") as response:
        listed = (await response.json())["routes"]
    routes = [tuple(route.replace("{id}", "a").replace("{id:.+}", "a").split(" ", 1)) for route in listed]
    return [(method, path) for method, path in routes]


@pytest.mark.parametrize("headers", [*OTHER_SITES.values(), LINK], ids=[*OTHER_SITES, "a link"])
async def test_no_page_of_another_site_makes_any_route_work(
    door: Door, fakes: FakeServices, headers: Headers
) -> None:
    routes = await routes_of(door)
    assert len(routes) > 12
    for (method, path), other_type in itertools.product(routes, ["text/plain", "multipart/form-data"]):
        if (path, headers) == ("/", LINK):
            continue
        query = "?text=hello&stream=false" if path == "/generate" else ""
        async with door.session.request(
            method,
            door.url + path + query,
            data=json.dumps(TEXT) if method == "POST" else None,
            headers={**headers, **({"Content-Type": other_type} if method == "POST" else {})},
        ) as response:
            await door.error(response, 403)
    assert not fakes.agent.requests
    assert not fakes.tts.said


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
async def test_no_page_of_another_site_gets_through_by_another_method(door: Door, method: str) -> None:
    for path in ("/api/text", "/generate?text=hi", "/health", "/nothing"):
        async with door.session.request(
            method, door.url + path, headers=OTHER_SITES["a page's fetch"]
        ) as response:
            assert response.status == 403


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="a script"),
        pytest.param({"Sec-Fetch-Mode": "cors"}, id="a script of Node"),
        pytest.param({"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, id="another script"),
        pytest.param({"Origin": "own"}, id="its own page in an old browser"),
        pytest.param({"Referer": "own/page"}, id="its own page's image in an old browser"),
        pytest.param(
            {
                "Origin": "own",
                "Sec-Fetch-Site": "same-origin",
                "Sec-Fetch-Mode": "cors",
                "Sec-Fetch-Dest": "empty",
            },
            id="its own page",
        ),
        pytest.param(
            {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "audio"},
            id="its own page's sound",
        ),
        pytest.param(
            {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
            id="a typed address",
        ),
        pytest.param(
            {"Sec-Fetch-Site": "none", "Referer": "https://evil.example/"},
            id="a typed address that a browser ascribes to the page before",
        ),
    ],
)
async def test_scripts_its_own_page_and_typed_addresses_work(door: Door, headers: Headers) -> None:
    sent = {name: value.replace("own", door.url) for name, value in headers.items()}
    async with door.get("/generate?text=hello&stream=false", headers=sent) as response:
        assert response.status == 200
    async with door.post("/api/text", json=TEXT, headers=sent) as response:
        assert response.status == 200


async def test_a_link_leads_to_the_start_page_and_no_further(door: Door) -> None:
    async with door.get("/", headers=LINK) as response:
        assert response.status == 200
    async with door.get("/", headers={**LINK, "Sec-Fetch-Dest": "iframe"}) as response:
        await door.error(response, 403)


async def test_a_page_behind_a_proxy_is_its_own(serve: Serve) -> None:
    door = await serve(allowed_hosts=("Morgan.Example", "other.example:8443"))
    for host, origin in (
        ("morgan.example", "https://morgan.example"),
        ("127.0.0.1:8000", "https://morgan.example"),
        ("127.0.0.1:8000", "https://other.example:8443"),
        ("other.example:8443", "https://other.example:8443"),
    ):
        async with door.post("/api/text", json=TEXT, headers={"Host": host, "Origin": origin}) as response:
            assert response.status == 200, (host, origin)
    for host, origin in (
        ("morgan.example", "https://morgan.example:3000"),
        ("127.0.0.1:8000", "https://morgan.example:3000"),
        ("127.0.0.1:8000", "https://other.example"),
        ("evil.example", "https://evil.example"),
    ):
        async with door.post("/api/text", json=TEXT, headers={"Host": host, "Origin": origin}) as response:
            await door.error(response, 403)


@pytest.mark.parametrize("headers", OTHER_SITES.values(), ids=OTHER_SITES)
async def test_with_a_key_a_page_without_it_is_refused_and_one_with_it_works(
    serve: Serve, fakes: FakeServices, headers: Headers
) -> None:
    key = "a-long-enough-key"
    door = await serve(api_keys=(key,))
    async with door.get("/generate?text=hi", headers=headers) as response:
        await door.error(response, 401)
    assert not fakes.tts.said
    async with door.get(
        "/generate?text=hi", headers={**headers, "Authorization": f"Bearer {key}"}
    ) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1:8000", "[::1]:8000", "LocalHost", "morgan.example", "localhost.:8000"),
        *("127.0.0.5", "[::ffff:127.0.0.1]:8000", "[0:0:0:0:0:0:0:1]", "Morgan.Example."),
    ],
)
async def test_this_machine_s_names_and_allowed_ones_are_served(serve: Serve, host: str) -> None:
    door = await serve(allowed_hosts=("Morgan.Example",))
    async with door.post("/api/text", json=TEXT, headers={"Host": host}) as response:
        assert response.status == 200


async def ask(door: Door, head: str) -> int:
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(f"{head}\r\nConnection: close\r\n\r\n".encode())
    reply = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(reply.split()[1])


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "[", "", "evil.example."),
        *(
            "localhost..",
            "..localhost",
            ".",
            "0.0.0.0",
            "[::]",
            "192.0.2.1",
            "[::ffff:192.0.2.1]",
            "127.0.0.1.a",
        ),
    ],
)
async def test_a_name_that_was_pointed_at_this_machine_is_not_served(door: Door, host: str) -> None:
    assert await ask(door, f"GET /health HTTP/1.1\r\nHost: {host}") in {400, 403}


def heads() -> Iterator[Any]:
    for target, *hosts in (
        ("http://localhost/health", "evil.example"),
        ("http://evil.example/health", "localhost"),
        ("http://evil.example/health", "evil.example"),
        ("https://evil.example/health", "localhost"),
        ("http://localhost@evil.example/health", "localhost"),
        ("/health", "localhost", "evil.example"),
        ("/health", "evil.example", "localhost"),
        ("/health", "localhost@evil.example"),
        ("/health", "evil.example#localhost"),
        ("/health", "evil.example/localhost"),
        ("/health",),
    ):
        lines = "".join(f"\r\nHost: {host}" for host in hosts)
        yield pytest.param(f"GET {target} HTTP/1.1{lines}", id=" ".join((target, *hosts)))


@pytest.mark.parametrize("head", list(heads()))
async def test_the_target_and_every_host_are_checked(door: Door, head: str) -> None:
    assert await ask(door, head) in {400, 403}


@pytest.mark.parametrize(
    "head",
    [
        "GET http://localhost/health HTTP/1.1\r\nHost: localhost",
        "GET http://127.0.0.1:9/health HTTP/1.1\r\nHost: localhost:8000",
        "GET /health HTTP/1.0",
        "GET //evil.example/../health HTTP/1.0",
    ],
)
async def test_a_target_of_this_machine_is_served(door: Door, head: str) -> None:
    assert await ask(door, head) in {200, 404}


@of_one_server
@given(
    headers=st.dictionaries(
        st.sampled_from(["Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"]),
        st.text("abc:/.[]@%-0189 ", max_size=20),
        min_size=1,
    )
)
async def test_any_headers_get_an_answer(door: Door, headers: dict[str, str]) -> None:
    async with door.get("/health", headers=headers) as response:
        assert response.status in {200, 403}
