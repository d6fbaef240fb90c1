"""Who is served: this machine, who has a configured key, and who was paired."""

from __future__ import annotations

import asyncio
import dataclasses
import ipaddress
import itertools
import json
from collections.abc import Mapping

import pytest
from aiohttp import ClientError

from tests.fakes import Gate
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.test_sites import OTHER_SITES, routes_of
from wyoming_morgan.access.access import Access
from wyoming_morgan.announcing.adapters import machine_addresses
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.settings import HttpSettings

KEY = "a-long-enough-key"
TEXT = {"text": "hello"}
Headers = Mapping[str, str]

FROM_ELSEWHERE: Mapping[str, Headers] = {
    "a proxy's client": {"X-Forwarded-For": "192.168.1.7"},
    "a client behind two proxies": {"X-Forwarded-For": "192.168.1.7, 127.0.0.1"},
    "a client that claims to be this machine": {"X-Forwarded-For": "127.0.0.1, 192.168.1.7"},
    "a client of IPv6": {"X-Forwarded-For": "fd00::7"},
    "no address": {"X-Forwarded-For": "unknown"},
    "another header": {"X-Real-IP": "192.168.1.7"},
    "the standard's header": {"Forwarded": "for=192.168.1.7"},
}
"""What proxies on this machine say of the client for which they send a request."""


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def paired(access: Access, name: str = "Kitchen") -> str:
    return (await access.pair(access.new_code(), name, "127.0.0.1")).api_key


@pytest.fixture
async def fresh(serve: Serve, access: Access) -> Door:
    """A server as it is when nothing was configured."""
    return await serve(host=None, replaced={"access": access})


async def test_a_fresh_server_listens_on_every_address(fresh: Door) -> None:
    assert {host for host, _ in fresh.server.addresses} & {"0.0.0.0", "::"}


async def test_this_machine_needs_no_key(fresh: Door) -> None:
    for headers in ({}, bearer("any key does"), {"X-Forwarded-For": "127.0.0.1, ::1"}):
        async with fresh.post("/api/text", json=TEXT, headers=headers) as response:
            assert response.status == 200


@pytest.mark.parametrize("headers", FROM_ELSEWHERE.values(), ids=FROM_ELSEWHERE)
async def test_without_a_key_nobody_else_is_served(
    fresh: Door, fakes: FakeServices, access: Access, headers: Headers
) -> None:
    access.new_code()
    await everything_is_refused(fresh, fakes, fresh.url, headers)


async def test_another_machine_is_not_served_without_a_key(
    fresh: Door, fakes: FakeServices, access: Access
) -> None:
    """What comes by an address of the network does not come from this machine, as far as can be told."""
    access.new_code()
    network = [ip for ip in machine_addresses() if not ipaddress.ip_address(ip).is_loopback and ":" not in ip]
    if not network:
        pytest.skip("this machine has no network")
    await everything_is_refused(fresh, fakes, f"http://{network[0]}:{fresh.address[1]}", {})


async def everything_is_refused(door: Door, fakes: FakeServices, url: str, headers: Headers) -> None:
    routes = await routes_of(door)
    assert ("POST", "/api/pair/code") in routes
    assert len(routes) > 20
    for (method, path), key in itertools.product(routes, (None, "wrong")):
        if (method, path) in {("GET", "/health"), ("POST", "/api/pair"), ("POST", "/api/pair/proof")}:
            continue
        async with door.session.request(
            method,
            f"{url}{path.replace('{name}', 'a')}",
            data=json.dumps(TEXT) if method == "POST" else None,
            headers={**headers, **({} if key is None else bearer(key))},
        ) as response:
            assert "morgan pair" in (await door.error(response, 401))["message"], (method, path)
    async with door.session.get(f"{url}/health", headers=headers) as response:
        assert response.status == 200
    async with door.session.post(
        f"{url}/api/pair", json={"code": "0000 0000", "name": "x"}, headers=headers
    ) as response:
        assert (await door.error(response, 403))["code"] == "wrong-code"
    assert not fakes.agent.requests
    assert not fakes.tts.said


@pytest.mark.parametrize("settings", [{}, {"api_keys": (KEY,)}], ids=["no keys", "configured keys"])
async def test_the_key_of_a_paired_client_works_beside_configured_ones(
    serve: Serve, access: Access, settings: Mapping[str, object]
) -> None:
    door = await serve(replaced={"access": access}, **settings)
    headers = {**bearer(await paired(access)), **FROM_ELSEWHERE["a proxy's client"], "Host": "morgan.example"}
    for path in ("/api/ps", "/metrics", "/generate?text=hello&stream=false"):
        async with door.get(path, headers=headers) as response:
            assert response.status == 200
    if settings:
        async with door.get("/api/ps", headers=bearer(KEY)) as response:
            assert response.status == 200


async def test_a_revoked_key_does_nothing_and_what_it_began_ends(
    fresh: Door, fakes: FakeServices, access: Access
) -> None:
    headers = {**bearer(await paired(access)), **FROM_ELSEWHERE["a proxy's client"]}
    other = {**bearer(await paired(access, "Other")), **FROM_ELSEWHERE["a proxy's client"]}
    fakes.agent.gate = Gate()
    asking = asyncio.create_task(fresh.session.post(fresh.url + "/api/text", json=TEXT, headers=headers))
    await fakes.agent.gate.arrived.wait()
    async with fresh.session.delete(fresh.url + "/api/pair/keys/Kitchen") as response:
        assert await response.json() == {"revoked": "Kitchen"}
    with pytest.raises(ClientError):
        await asking
    await fakes.agent.gate.given_up.wait()
    async with fresh.get("/api/ps", headers=headers) as response:
        await fresh.error(response, 401)
    async with fresh.get("/api/ps", headers=other) as response:
        assert response.status == 200


@pytest.mark.parametrize("headers", OTHER_SITES.values(), ids=OTHER_SITES)
async def test_no_page_pairs_or_makes_codes(fresh: Door, access: Access, headers: Headers) -> None:
    code = access.new_code()
    body = json.dumps({"code": code, "name": "page"})
    for sent in (headers, {**headers, **FROM_ELSEWHERE["a proxy's client"]}):
        is_known_as_page = {"Origin", "Referer", "Sec-Fetch-Site"} & sent.keys()
        if "X-Forwarded-For" in sent and not is_known_as_page:
            continue  # browsers say at least one of these
        async with fresh.post("/api/pair", data=body, headers=sent) as response:
            await fresh.error(response, 403)
        async with fresh.post("/api/pair/code", headers=sent) as response:
            assert response.status in {401, 403}
    assert access.paired == ()


async def test_a_name_that_was_pointed_at_this_machine_pairs_nobody(fresh: Door, access: Access) -> None:
    code = access.new_code()
    body = {"code": code, "name": "page"}
    page = {"Host": "evil.example", "Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}
    for more in ({}, FROM_ELSEWHERE["a proxy's client"]):
        async with fresh.post("/api/pair", json=body, headers={**page, **more}) as response:
            await fresh.error(response, 403)
    assert access.paired == ()


async def test_an_allowed_proxy_counts_as_this_machine(serve: Serve, access: Access) -> None:
    door = await serve(replaced={"access": access}, allowed_hosts=("morgan.example",))
    headers = {"Host": "morgan.example", **FROM_ELSEWHERE["a proxy's client"]}
    async with door.post("/api/text", json=TEXT, headers=headers) as response:
        assert response.status == 200


async def test_with_pairing_off_only_this_machine_is_served_until_a_client_is_paired(
    serve: Serve, access: Access
) -> None:
    door = await serve(host=None, pairing=False, replaced={"access": access})
    assert [host for host, _ in door.server.addresses] == ["127.0.0.1"]
    for path in ("/api/pair", "/api/pair/code"):
        async with door.post(path) as response:
            await door.error(response, 404)
    key = await paired(access)
    door = await serve(host=None, pairing=False, replaced={"access": access})
    assert {host for host, _ in door.server.addresses} & {"0.0.0.0", "::"}
    elsewhere = FROM_ELSEWHERE["a proxy's client"]
    async with door.get("/api/ps", headers={**bearer(key), **elsewhere}) as response:
        assert response.status == 200
    async with door.post("/api/pair", headers=elsewhere) as response:
        assert "morgan pair" not in (await door.error(response, 401))["message"]


@pytest.mark.parametrize("host", ["192.168.1.10", "morgan.local"])
async def test_one_address_of_the_network_needs_a_configured_key(
    fakes: FakeServices, access: Access, host: str
) -> None:
    services = dataclasses.replace(fakes.services(), access=access)
    with pytest.raises(ConfigurationError, match="api_keys"):
        await HttpServer(services, HttpSettings(host=host, port=0)).start()


async def test_every_address_may_be_configured(serve: Serve, access: Access) -> None:
    door = await serve(host="0.0.0.0", replaced={"access": access})
    assert [host for host, _ in door.server.addresses] == ["0.0.0.0"]
