"""What is kept, over HTTP: read, exported, deleted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.store.contract import Fact, NewMessage, Owner, Speaker, Store
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store
from wyoming_morgan.timings import TurnLog

KEY = "a key of the tests"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store with a conversation and a fact of record of two users."""
    store = await asyncio.to_thread(open_store, StoreSettings(), tmp_path)
    await store.open()
    for user in ("anna", "ben"):
        await store.conversations.open(f"{user}/1", Speaker(user, "kitchen"), idle=timedelta(minutes=5))
        await store.conversations.append(
            f"{user}/1", [NewMessage("user", "Wie spät ist es?"), NewMessage("assistant", "Zehn.", "grammar")]
        )
        await store.facts.add(Fact(f"fact-{user}", Owner.USER, user, f"{user} likes tea", NOW))
    await store.facts.add(Fact("fact-all", Owner.HOUSEHOLD, "", "The bins go out on Monday", NOW))
    yield store
    await store.close()


@pytest.fixture
async def client(store: Store) -> AsyncIterator[ClientSession]:
    """A client of a server with this store."""
    async with served(store) as session:
        yield session


@asynccontextmanager
async def served(store: Store) -> AsyncIterator[ClientSession]:
    services = HttpServices(Readiness([]), TurnLog(), store=store)
    server = HttpServer(services, HttpSettings(host="127.0.0.1", port=0, api_keys=(KEY,)))
    await server.start()
    host, port = server.addresses[0]
    async with ClientSession(f"http://{host}:{port}", headers={"Authorization": f"Bearer {KEY}"}) as session:
        yield session
    await server.stop(1.0)


async def ask(client: ClientSession, path: str, status: int = 200, method: str = "GET") -> Any:
    async with client.request(method, path) as response:
        assert response.status == status, await response.text()
        body = await response.json()
    if status >= 400:
        assert set(body["error"]) == {"message", "type", "param", "code"}
        return body["error"]
    return body


async def lines(client: ClientSession, path: str) -> list[dict[str, Any]]:
    async with client.get(path) as response:
        assert response.status == 200
        assert response.content_type == "application/x-ndjson"
        assert "attachment" in response.headers["Content-Disposition"]
        return [json.loads(line) for line in (await response.text()).splitlines()]


async def test_conversations_are_listed_also_of_one_user_and_in_pages(client: ClientSession) -> None:
    listed = (await ask(client, "/api/conversations"))["conversations"]
    assert [record["id"] for record in listed] == ["ben/1", "anna/1"]
    assert listed[0]["user_id"] == "ben"
    of_anna = (await ask(client, "/api/conversations?user_id=anna&limit=5"))["conversations"]
    assert [record["id"] for record in of_anna] == ["anna/1"]
    before = listed[0]["last_active"].replace("+", "%2B")
    following = (await ask(client, f"/api/conversations?before={before}"))["conversations"]
    assert [record["id"] for record in following] == ["anna/1"]


async def test_a_conversation_is_read_with_its_messages(client: ClientSession) -> None:
    read = await ask(client, "/api/conversations/anna%2F1")
    assert read["id"] == "anna/1"
    assert [(record["role"], record["text"]) for record in read["messages"]] == [
        ("user", "Wie spät ist es?"),
        ("assistant", "Zehn."),
    ]
    rest = await ask(client, f"/api/conversations/anna%2F1?limit=1&after={read['messages'][0]['id']}")
    assert [record["handled_by"] for record in rest["messages"]] == ["grammar"]


async def test_a_conversation_is_exported_as_lines_of_json(client: ClientSession) -> None:
    exported = await lines(client, "/api/conversations/anna%2F1/export")
    assert [record["kind"] for record in exported] == ["conversation", "message", "message"]


async def test_a_conversation_is_deleted(client: ClientSession) -> None:
    assert await ask(client, "/api/conversations/anna%2F1", method="DELETE") == {"deleted": True}
    assert (await ask(client, "/api/conversations/anna%2F1", 404, "DELETE"))["code"] == "not-found"


@pytest.mark.parametrize("path", ["/api/conversations/none", "/api/conversations/none/export"])
async def test_what_is_not_there_is_404(client: ClientSession, path: str) -> None:
    assert (await ask(client, path, 404))["code"] == "not-found"
    assert (await ask(client, "/api/facts/none", 404, "DELETE"))["code"] == "not-found"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=many",
        "before=yesterday",
        "before=0001-01-01T00:00:00%2B14:00",
        "before=9999-12-31T23:00:00-14:00",
        "who=anna",
        "limit=100000",
    ],
)
async def test_a_query_that_cannot_be_understood_is_422(client: ClientSession, query: str) -> None:
    error = await ask(client, f"/api/conversations?{query}", 422)
    assert error["param"] == query.partition("=")[0]


async def test_facts_are_listed_and_forgotten(client: ClientSession) -> None:
    facts = (await ask(client, "/api/facts"))["facts"]
    assert {record["id"] for record in facts} == {"fact-anna", "fact-ben", "fact-all"}
    of_anna = (await ask(client, "/api/facts?user_id=anna"))["facts"]
    assert [record["content"] for record in of_anna] == ["anna likes tea"]
    assert await ask(client, "/api/facts/fact-anna", method="DELETE") == {"deleted": True}
    assert (await ask(client, "/api/facts?user_id=anna"))["facts"] == []


async def test_everything_of_a_user_is_exported_and_deleted_and_nothing_else(client: ClientSession) -> None:
    exported = await lines(client, "/api/users/anna/export")
    assert [record["kind"] for record in exported] == ["fact", "conversation", "message", "message"]
    assert await ask(client, "/api/users/anna", method="DELETE") == {"conversations": 1, "facts": 1}
    assert await ask(client, "/api/users/anna", method="DELETE") == {"conversations": 0, "facts": 0}
    assert await lines(client, "/api/users/anna/export") == []
    assert len((await ask(client, "/api/conversations"))["conversations"]) == 1
    assert len((await ask(client, "/api/facts"))["facts"]) == 2


async def test_nobody_reads_or_deletes_without_a_key(client: ClientSession) -> None:
    wrong = {"Authorization": "Bearer another key"}
    for method, path in (("GET", "/api/conversations"), ("GET", "/api/facts"), ("DELETE", "/api/users/anna")):
        async with client.request(method, path, headers=wrong) as response:
            assert response.status == 401
    assert len((await ask(client, "/api/conversations?user_id=anna"))["conversations"]) == 1


async def test_a_database_that_is_down_is_503_and_may_be_tried_again(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "file").write_text, "no folder")
    store = await asyncio.to_thread(open_store, StoreSettings(), tmp_path / "file")
    async with served(store) as client:
        for path in ("/api/conversations", "/api/conversations/c/export", "/api/users/anna/export"):
            async with client.get(path) as response:
                assert response.headers["Retry-After"]
            assert (await ask(client, path, 503))["code"] == "store-unavailable"
    await store.close()
