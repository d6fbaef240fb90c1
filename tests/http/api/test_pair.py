"""Pairing over HTTP: a code for a key, once."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from tests.http.conftest import Door, Serve
from tests.http.test_gatekeeper import FROM_ELSEWHERE, KEY, bearer
from wyoming_morgan.access.access import Access

ELSEWHERE = FROM_ELSEWHERE["a proxy's client"]


@pytest.fixture
async def fresh(serve: Serve, access: Access) -> Door:
    return await serve(replaced={"access": access})


async def pair(door: Door, code: str, name: Any = "Home Assistant", status: int = 200) -> dict[str, Any]:
    async with door.post("/api/pair", json={"code": code, "name": name}, headers=ELSEWHERE) as response:
        if status != 200:
            return {**await door.error(response, status), "headers": response.headers}
        assert response.status == 200, await response.text()
        answer: dict[str, Any] = await response.json()
        return answer


async def new_code(door: Door, **headers: str) -> str:
    async with door.post("/api/pair/code", headers=headers) as response:
        assert response.status == 200
        answer = await response.json()
    assert answer["seconds"] == 600
    return str(answer["code"])


async def test_a_code_gets_a_key_that_works_from_anywhere(fresh: Door, access: Access) -> None:
    answer = await pair(fresh, await new_code(fresh))
    assert (answer["id"], answer["name"]) == (access.id, "Home Assistant")
    async with fresh.get("/api/ps", headers={**bearer(answer["api_key"]), **ELSEWHERE}) as response:
        assert response.status == 200


async def test_a_code_works_once(fresh: Door) -> None:
    code = await new_code(fresh)
    await pair(fresh, code)
    error = await pair(fresh, code, status=403)
    assert error["code"] == "wrong-code"
    assert "morgan pair" in error["message"]


async def test_who_guesses_has_to_wait(fresh: Door) -> None:
    code = await new_code(fresh)
    await pair(fresh, "00000000" if code != "0000 0000" else "1", status=403)
    error = await pair(fresh, code, status=429)
    assert error["code"] == "too-many-tries"
    assert error["headers"]["Retry-After"] == "1"


@pytest.mark.parametrize(
    "name", ["", " ", "a/b", "..", "x" * 65, "line\nbreak", "\x1b[31mred", 7, None, ["x"]]
)
async def test_a_client_needs_a_name_that_can_be_shown(fresh: Door, access: Access, name: Any) -> None:
    code = await new_code(fresh)
    await pair(fresh, code, name, status=422)
    await pair(fresh, code, "Küche (oben)")
    assert [entry.name for entry in access.paired] == ["Küche (oben)"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"code": 12345678, "name": "x"}', b'{"name": "x"}'])
async def test_a_broken_body_costs_no_try(fresh: Door, body: bytes) -> None:
    code = await new_code(fresh)
    async with fresh.post("/api/pair", data=body, headers=ELSEWHERE) as response:
        assert response.status in {400, 422}
    await pair(fresh, code)


async def test_a_body_without_end_is_refused(fresh: Door) -> None:
    async with fresh.post("/api/pair", data=b" " * 5000, headers=ELSEWHERE) as response:
        await fresh.error(response, 413)


async def test_clients_are_listed_without_their_keys_and_revoked(fresh: Door) -> None:
    answer = await pair(fresh, await new_code(fresh), "Küche (oben)")
    async with fresh.get("/api/pair/keys") as response:
        text = await response.text()
        (entry,) = (await response.json())["keys"]
    assert (entry["name"], set(entry)) == ("Küche (oben)", {"name", "created"})
    assert answer["api_key"] not in text
    async with fresh.session.delete(fresh.url + "/api/pair/keys/Küche (oben)") as response:
        assert response.status == 200
    async with fresh.session.delete(fresh.url + "/api/pair/keys/Küche (oben)") as response:
        await fresh.error(response, 404)
    async with fresh.get("/api/pair/keys") as response:
        assert await response.json() == {"keys": []}


async def test_a_paired_client_lets_nobody_else_in(fresh: Door) -> None:
    answer = await pair(fresh, await new_code(fresh))
    headers = bearer(answer["api_key"])
    for method, path in (("POST", "/code"), ("GET", "/keys"), ("DELETE", "/keys/x")):
        async with fresh.session.request(method, f"{fresh.url}/api/pair{path}", headers=headers) as response:
            await fresh.error(response, 401)


async def test_with_configured_keys_one_is_needed_to_make_codes(serve: Serve, access: Access) -> None:
    door = await serve(api_keys=(KEY,), replaced={"access": access})
    async with door.post("/api/pair/code") as response:
        await door.error(response, 401)
    await pair(door, await new_code(door, **bearer(KEY)))


async def test_the_log_has_neither_code_nor_key(fresh: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    code = await new_code(fresh)
    answer = await pair(fresh, code)
    await pair(fresh, code, status=403)
    assert "Home Assistant" in caplog.text
    for secret in (code, code.replace(" ", ""), answer["api_key"]):
        assert secret not in caplog.text


async def test_without_access_there_is_no_pairing(door: Door) -> None:
    async with door.post("/api/pair", json={"code": "1", "name": "x"}) as response:
        await door.error(response, 404)


@pytest.mark.parametrize(
    ("settings", "auth"),
    [
        ({"host": None}, "pair"),
        ({"host": "127.0.0.1"}, "none"),
        ({"api_keys": (KEY,)}, "pair"),
        ({"pairing": False, "api_keys": (KEY,)}, "key"),
        ({"pairing": False}, "none"),
    ],
)
async def test_health_tells_who_this_is_and_how_to_get_in(
    serve: Serve, access: Access, settings: dict[str, Any], auth: str
) -> None:
    door = await serve(replaced={"access": access}, **settings)
    async with door.get("/health") as response:
        body = await response.json()
    assert (body["id"], body["auth"]) == (access.id, auth)


def proof(key: str, nonce: str, address: str) -> str:
    digest = hashlib.sha256(key.encode()).digest()
    return hmac.new(digest, f"{nonce}\n{address}".encode(), "sha256").hexdigest()


async def test_a_client_can_tell_that_the_server_has_its_key_at_the_address_where_it_is_asked(
    fresh: Door,
) -> None:
    keys = [(await pair(fresh, await new_code(fresh)))["api_key"] for _ in range(2)]
    nonce, address = "0123456789abcdef" * 2, f"127.0.0.1 {fresh.address[1]}"
    async with fresh.post("/api/pair/proof", json={"nonce": nonce}, headers=ELSEWHERE) as response:
        assert await response.json() == {"proofs": [proof(key, nonce, address) for key in keys]}
    for wrong in ("", "x" * 32, "0" * 31, 7):
        async with fresh.post("/api/pair/proof", json={"nonce": wrong}, headers=ELSEWHERE) as response:
            await fresh.error(response, 422)
