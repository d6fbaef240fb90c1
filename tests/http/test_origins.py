"""Pages in browsers: those of this machine and of configured origins may use every route, and read all."""

from __future__ import annotations

import pytest
from aiohttp import WSServerHandshakeError
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.http.conftest import Door, FakeServices, Serve
from tests.http.test_sites import TEXT, routes_of
from wyoming_morgan.access.access import Access
from wyoming_morgan.http.origins import Origins
from wyoming_morgan.http.settings import HttpSettings

LOCAL = [
    f"{scheme}://{host}{port}"
    for scheme in ("http", "https")
    for host in ("localhost", "127.0.0.1", "[::1]", "127.0.0.5")
    for port in ("", ":3000", ":8000", ":65535")
]
FOREIGN = [
    *("null", "", "*", "file://", "https://evil.example", "http://evil.example:3000", "http://0.0.0.0:3000"),
    *("http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://notlocalhost:3000"),
    *("http://127.0.0.1@evil.example", "http://localhost@evil.example", "http://192.168.1.20:3000"),
    *("chrome-extension://abcdefghijklmnop", "ftp://localhost", "http://[::2]", "http://[", "http://"),
]
KEY = "a-long-enough-key"


def preflight(origin: str, **more: str) -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os",
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Dest": "empty",
        **more,
    }


@pytest.mark.parametrize("keys", [(), (KEY,)], ids=["without keys", "with keys"])
async def test_a_page_of_this_machine_may_ask_before_every_request(
    serve: Serve, keys: tuple[str, ...]
) -> None:
    door = await serve(api_keys=keys)
    headers = {"Authorization": f"Bearer {KEY}"}
    async with door.get("/", headers=headers) as response:
        paths = {route.split(" ", 1)[1] for route in (await response.json())["routes"]}
    assert len(paths) > 12
    for path in (*paths, "/nothing"):
        async with door.session.options(
            door.url + path, headers=preflight("http://localhost:3000")
        ) as response:
            assert response.status == 204, path
            assert response.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
            assert "POST" in response.headers["Access-Control-Allow-Methods"]
            assert "DELETE" in response.headers["Access-Control-Allow-Methods"]
            assert "x-stainless-os" in response.headers["Access-Control-Allow-Headers"]
            assert "Access-Control-Allow-Credentials" not in response.headers
            assert "Origin" in response.headers["Vary"]


@pytest.mark.parametrize("origin", LOCAL)
async def test_a_page_of_this_machine_works_and_reads_the_reply(door: Door, origin: str) -> None:
    for site in (
        {},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
    ):
        async with door.post("/api/text", json=TEXT, headers={"Origin": origin, **site}) as response:
            assert response.status == 200
            assert response.headers["Access-Control-Allow-Origin"] == origin
            assert "x-request-id" in response.headers["Access-Control-Expose-Headers"]


async def test_a_page_of_this_machine_reads_every_reply_of_every_route(door: Door) -> None:
    origin = "http://localhost:3000"
    for method, path in await routes_of(door):
        async with door.session.request(method, door.url + path, headers={"Origin": origin}) as response:
            assert response.headers["Access-Control-Allow-Origin"] == origin, (method, path, response.status)
            if not path.startswith("/api/pair"):
                assert response.status != 403, path


async def test_a_page_of_this_machine_reads_why_it_is_refused(serve: Serve) -> None:
    door = await serve(api_keys=(KEY,))
    origin = {"Origin": "http://localhost:3000"}
    for method, path, body, status in (
        ("POST", "/api/text", "{}", 401),
        ("GET", "/nothing", None, 404),
        ("PUT", "/api/text", "{}", 405),
        ("POST", "/api/text", "{", 400),
        ("POST", "/api/text", "{}", 422),
    ):
        key = {} if status == 401 else {"Authorization": f"Bearer {KEY}"}
        async with door.session.request(method, door.url + path, data=body, headers=origin | key) as response:
            await door.error(response, status)
            assert response.headers["Access-Control-Allow-Origin"] == origin["Origin"]


async def test_speech_that_is_streamed_may_be_read_and_played_by_a_page_of_this_machine(door: Door) -> None:
    async with door.post(
        "/v1/audio/speech", json={"input": "hello"}, headers={"Origin": "http://localhost:3000"}
    ) as response:
        assert response.status == 200
        assert response.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    sound = {
        "Referer": "http://localhost:3000/",
        "Sec-Fetch-Site": "same-site",
        "Sec-Fetch-Mode": "no-cors",
        "Sec-Fetch-Dest": "audio",
    }
    async with door.get("/generate?text=hello", headers=sound) as response:
        assert response.status == 200
    async with door.get(
        "/generate?text=hello", headers=sound | {"Referer": "http://evil.example/"}
    ) as response:
        await door.error(response, 403)


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_neither_asks_nor_works_nor_reads(
    door: Door, fakes: FakeServices, origin: str
) -> None:
    async with door.session.options(door.url + "/api/text", headers=preflight(origin)) as response:
        assert response.status in {403, 405}
        assert "Access-Control-Allow-Origin" not in response.headers
    async with door.post("/api/text", json=TEXT, headers={"Origin": origin}) as response:
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.status == 403
    assert fakes.agent.requests == []


@pytest.mark.parametrize("origin", FOREIGN)
async def test_with_a_key_a_foreign_page_may_read_nothing_either(serve: Serve, origin: str) -> None:
    door = await serve(api_keys=(KEY,))
    headers = {"Origin": origin, "Authorization": f"Bearer {KEY}"}
    async with door.get("/v1/models", headers=headers) as response:
        assert response.status == 200
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_configured_origins_may_use_it_and_no_others(serve: Serve) -> None:
    door = await serve(cors_origins=("https://Chat.example.org/", "app://obsidian.md", "http://tablet:80"))
    for origin in ("https://chat.example.org", "app://obsidian.md", "http://tablet", "http://localhost:3000"):
        async with door.session.options(door.url + "/api/text", headers=preflight(origin)) as response:
            assert response.status == 204
        async with door.post("/api/text", json=TEXT, headers={"Origin": origin}) as response:
            assert response.status == 200
            assert response.headers["Access-Control-Allow-Origin"] == origin
    for origin in (
        "https://chat.example.org:8443",
        "http://chat.example.org",
        "https://a.chat.example.org",
        "null",
    ):
        async with door.post("/api/text", json=TEXT, headers={"Origin": origin}) as response:
            await door.error(response, 403)
            assert "Access-Control-Allow-Origin" not in response.headers


async def test_a_page_of_a_public_site_may_ask_for_this_private_address_if_it_is_configured(
    serve: Serve,
) -> None:
    door = await serve(cors_origins=("https://chat.example.org",))
    asked = {"Access-Control-Request-Private-Network": "true"}
    headers = preflight("https://chat.example.org", **asked)
    async with door.session.options(door.url + "/api/text", headers=headers) as response:
        assert response.headers["Access-Control-Allow-Private-Network"] == "true"
    async with door.session.options(
        door.url + "/api/text", headers=preflight("https://evil.example", **asked)
    ) as response:
        assert "Access-Control-Allow-Private-Network" not in response.headers


async def test_a_name_that_a_page_pointed_at_this_machine_is_still_refused(door: Door) -> None:
    rebound = {
        "Host": "evil.example:8000",
        "Origin": "http://evil.example:8000",
        "Sec-Fetch-Site": "same-origin",
    }
    for origin in (rebound["Origin"], "http://localhost:3000"):
        async with door.post("/api/text", json=TEXT, headers=rebound | {"Origin": origin}) as response:
            await door.error(response, 403)


async def test_no_page_but_morgan_s_own_pairs(serve: Serve, access: Access) -> None:
    door = await serve(host=None, replaced={"access": access})
    origin = {"Origin": "http://localhost:3000"}
    for method, path in (
        ("POST", "/api/pair"),
        ("POST", "/api/pair/code"),
        ("GET", "/api/pair/keys"),
        ("DELETE", "/api/pair/keys/kitchen"),
        ("POST", "/api/pair/proof"),
    ):
        async with door.session.request(method, door.url + path, json={}, headers=origin) as response:
            await door.error(response, 403)
    async with door.post("/api/pair/code", headers={"Origin": door.url}) as response:
        assert response.status == 200


async def test_sockets_are_open_to_the_same_pages(door: Door) -> None:
    path = "/api/voice"
    async with door.session.ws_connect(door.url + path, origin="http://localhost:3000") as socket:
        await socket.close()
    for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
        with pytest.raises(WSServerHandshakeError) as refusal:
            await door.session.ws_connect(door.url + path, origin=origin)
        assert refusal.value.status == 403


@given(
    before=st.text("abc.:[]@%-0127\\", max_size=20), scheme=st.sampled_from(["http", "https", "HTTP", "ws"])
)
def test_no_name_of_somebody_else_is_this_machine_whatever_stands_before_it(before: str, scheme: str) -> None:
    for address in (f"{before}evil.example", f"{before}@evil.example", f"{before}.evil.example:8000"):
        assert not Origins(()).allow(f"{scheme}://{address}")


@pytest.mark.parametrize(
    "origin", ["null", "*", "chat.example.org", "https://*.example.org", "https://a/b", ""]
)
def test_what_is_no_origin_cannot_be_configured(origin: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(HttpSettings).validate_python({"cors_origins": [origin]})
