"""The description of the HTTP interface: whole, valid, and readable."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from tests.http.conftest import Door, Serve
from wyoming_morgan.http.openapi.operations import OPERATIONS


async def _document(door: Door) -> dict[str, Any]:
    async with door.get("/openapi.json") as response:
        assert response.status == 200
        document: dict[str, Any] = await response.json()
    return document


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [name for inner in value.values() for name in _references(inner)]
    return [name for inner in value for name in _references(inner)] if isinstance(value, list) else []


async def test_every_route_that_is_served_is_described_and_no_other(door: Door) -> None:
    async with door.get("/") as response:
        served = set((await response.json())["routes"])
    document = await _document(door)
    described = {
        f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods
    }
    assert described == served


async def test_every_route_that_can_be_served_is_in_the_table() -> None:
    names = [(operation.method, operation.path) for operation in OPERATIONS]
    assert len(names) == len(set(names))
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS)


async def test_what_a_process_does_not_serve_is_not_described(serve: Serve) -> None:
    door = await serve(without=("stt", "agent", "llm"))
    paths = (await _document(door))["paths"]
    assert "/v1/audio/transcriptions" not in paths
    assert "/v1/audio/speech" in paths


async def test_every_reference_leads_somewhere(door: Door) -> None:
    document = await _document(door)
    schemas = document["components"]["schemas"]
    names = {name.removeprefix("#/components/schemas/") for name in _references(document)}
    assert names <= set(schemas)


async def test_a_form_has_its_file_and_its_fields(door: Door) -> None:
    body = (await _document(door))["paths"]["/v1/audio/transcriptions"]["post"]["requestBody"]
    schema = body["content"]["multipart/form-data"]["schema"]
    assert "file" in schema["required"]
    assert {"model", "language", "response_format", "stream"} <= set(schema["properties"])


async def test_the_page_names_every_route_and_loads_nothing(door: Door) -> None:
    async with door.get("/docs") as response:
        assert response.content_type == "text/html"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        page = await response.text()
    for path in (await _document(door))["paths"]:
        assert f"<code>{path}</code>" in page
    sources: list[str] = []

    class Sources(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            sources.extend(value or "" for name, value in attrs if name == "src")
            assert tag != "script"

    Sources().feed(page)
    assert not sources


async def test_the_description_needs_no_key(serve: Serve) -> None:
    door = await serve(api_keys=("correct-horse",))
    for path in ("/openapi.json", "/docs"):
        async with door.get(path) as response:
            assert response.status == 200
