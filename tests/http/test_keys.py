"""Who is let in."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.http.conftest import Door, House, Serve
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.settings import HttpSettings

KEY = "a-long-enough-key"
TEXT = {"text": "hello"}


@pytest.fixture
async def locked(serve: Serve) -> Door:
    return await serve(api_keys=("another-good-key", KEY))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": KEY},
        {"Authorization": f"Bearer {KEY}x"},
        {"Authorization": "Bearer schlüssel"},
    ],
)
async def test_without_the_right_key_nothing_works(
    locked: Door, house: House, headers: dict[str, str]
) -> None:
    async with locked.post("/api/text", json=TEXT, headers=headers) as response:
        assert (await locked.error(response, 401))["code"] == "invalid_api_key"
        assert response.headers["WWW-Authenticate"] == "Bearer"
    for path in ("/metrics", "/generate?text=hi", "/v1/models/morgan/..", "/nothing"):
        async with locked.get(path, headers=headers) as response:
            if path != "/v1/models/morgan/..":
                await locked.error(response, 401)
    assert house.mind.requests == []
    assert house.mouth.said == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
async def test_each_key_opens(locked: Door, scheme: str) -> None:
    for key in ("another-good-key", KEY):
        async with locked.post(
            "/api/text", json=TEXT, headers={"Authorization": f"{scheme} {key}"}
        ) as response:
            assert response.status == 200


@pytest.mark.parametrize("path", ["/", "/health", "/v1/models", "/v1/audio/voices"])
async def test_what_probes_and_lists_need_is_open(locked: Door, path: str) -> None:
    async with locked.get(path) as response:
        assert response.status == 200


async def test_with_a_key_every_address_is_listened_on(serve: Serve) -> None:
    door = await serve(host=None, api_keys=(KEY,))
    assert {host for host, _ in door.server.addresses} & {"0.0.0.0", "::"}


async def test_without_a_key_only_loopback_is_listened_on(serve: Serve) -> None:
    door = await serve(host=None)
    assert [host for host, _ in door.server.addresses] == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "morgan.local"])
async def test_another_address_without_a_key_is_refused_with_what_mends_it(house: House, host: str) -> None:
    server = HttpServer(house.services(), HttpSettings(host=host, port=0))
    with pytest.raises(ConfigurationError, match="api_keys"):
        await server.start()
    assert server.addresses == ()


async def test_a_port_in_use_is_told(house: House, door: Door) -> None:
    server = HttpServer(house.services(), HttpSettings(port=door.address[1]))
    with pytest.raises(ConfigurationError, match=str(door.address[1])):
        await server.start()


def test_keys_are_not_shown() -> None:
    assert KEY not in repr(HttpSettings(api_keys=(KEY,)))


@pytest.mark.parametrize("wrong", [{"port": 70_000}, {"api_keys": ["short"]}, {"max_requests": 0}])
def test_the_settings_ranges_are_held_where_configuration_is_read(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(HttpSettings).validate_python(dataclasses.asdict(HttpSettings()) | wrong)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LocalHost", "morgan.example"])
async def test_this_machine_s_names_and_allowed_ones_are_served(serve: Serve, host: str) -> None:
    door = await serve(allowed_hosts=("Morgan.Example",))
    async with door.post("/api/text", json=TEXT, headers={"Host": host}) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "[", ""]
)
async def test_a_name_that_was_pointed_at_this_machine_is_not_served(door: Door, host: str) -> None:
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    status = int((await reader.read()).split()[1])
    writer.close()
    await writer.wait_closed()
    assert status in {400, 403}


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_a_page_of_another_site_cannot_give_commands(door: Door, house: House, origin: str) -> None:
    async with door.post("/api/text", json=TEXT, headers={"Origin": origin}) as response:
        await door.error(response, 403)
    assert house.mind.requests == []


async def test_a_page_of_this_machine_can(door: Door) -> None:
    async with door.post("/api/text", json=TEXT, headers={"Origin": "http://localhost:3000"}) as response:
        assert response.status == 200


async def test_with_a_key_the_host_does_not_matter(locked: Door) -> None:
    headers = {"Host": "morgan.example", "Authorization": f"Bearer {KEY}"}
    async with locked.post("/api/text", json=TEXT, headers=headers) as response:
        assert response.status == 200
