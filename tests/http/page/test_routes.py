"""What a browser gets at `/`, and what everything else gets there."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.conftest import Door, Serve
from wyoming_morgan.http.page.files import read_page

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
KEY = "a-long-enough-key"
TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
}


async def names() -> list[str]:
    return sorted(await asyncio.to_thread(read_page))


@pytest.mark.parametrize("accept", [CHROMIUM, "text/html", "application/json;q=0.5, TEXT/HTML;q=0.9"])
async def test_a_browser_gets_the_page(door: Door, accept: str) -> None:
    async with door.get("/", headers={"Accept": accept}) as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        assert "<!doctype html>" in await response.text()
        assert "Accept" in ",".join(response.headers.getall("Vary"))


@pytest.mark.parametrize(
    "accept",
    [None, "*/*", "application/json", "text/plain, */*;q=0.1", "text/html;q=0", "text/html;q=0.0", "x"],
)
async def test_everything_else_gets_the_routes(door: Door, accept: str | None) -> None:
    async with door.get("/", headers={} if accept is None else {"Accept": accept}) as response:
        assert "GET /v1/realtime" in (await response.json())["routes"]
        assert "Accept" in ",".join(response.headers.getall("Vary"))


async def test_a_process_that_does_not_talk_has_no_page(serve: Serve) -> None:
    door = await serve(without=("stt", "agent", "llm"))
    async with door.get("/", headers={"Accept": CHROMIUM}) as response:
        assert (await response.json())["name"] == "Morgan"


async def test_every_file_has_its_type_and_no_right_to_anything_from_elsewhere(door: Door) -> None:
    for name in await names():
        async with door.get(f"/page/{name}") as response:
            assert response.status == 200
            assert response.content_type == TYPES[name.rpartition(".")[2]], name
            assert response.charset == "utf-8"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            policy = dict(
                rule.strip().split(" ", 1) for rule in response.headers["Content-Security-Policy"].split(";")
            )
        assert policy.pop("frame-ancestors") == "'self'"
        assert set(policy.values()) == {"'none'", "'self'"}
        assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"


async def test_a_file_that_has_not_changed_is_not_sent_again(door: Door) -> None:
    tags = set()
    for name in await names():
        async with door.get(f"/page/{name}") as response:
            tag = response.headers["ETag"]
            assert response.headers["Cache-Control"] == "no-cache"
        async with door.get(f"/page/{name}", headers={"If-None-Match": f'"other", {tag}'}) as response:
            assert response.status == 304
            assert not await response.read()
        async with door.get(f"/page/{name}", headers={"If-None-Match": '"other"'}) as response:
            assert response.status == 200
        tags.add(tag)
    assert len(tags) == len(await names())


@pytest.mark.parametrize("name", ["nothing.js", "%2e%2e%2ffiles.py", "static%2fmain.js", "", "__init__.py"])
async def test_nothing_else_is_a_file_of_the_page(door: Door, name: str) -> None:
    async with door.get(f"/page/{name}") as response:
        await door.error(response, 404)


async def test_with_keys_the_page_is_open_and_what_it_asks_for_is_not(serve: Serve) -> None:
    door = await serve(api_keys=(KEY,))
    for path in ("/", *(f"/page/{name}" for name in await names())):
        async with door.get(path, headers={"Accept": CHROMIUM}) as response:
            assert response.status == 200, path
    async with door.get("/api/ps") as response:
        await door.error(response, 401)


async def test_without_keys_a_stranger_does_not_get_it(door: Door) -> None:
    headers = {"Accept": CHROMIUM, "X-Forwarded-For": "192.168.1.7"}
    for path in ("/", "/page/main.js"):
        async with door.get(path, headers=headers) as response:
            await door.error(response, 401)


async def test_a_page_of_another_site_has_no_use_of_its_files(door: Door) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
    async with door.get("/page/main.js", headers=headers) as response:
        await door.error(response, 403)
