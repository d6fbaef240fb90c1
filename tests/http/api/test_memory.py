"""What is kept, over HTTP: read, exported, deleted."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from tests.http.test_bodies import of_one_server
from wyoming_morgan.agent.notebook import FactNotebook
from wyoming_morgan.agent.settings import MemorySettings
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


async def fill(folder: Path) -> None:
    """Keep a conversation and a fact of record of two users in a folder."""
    store = await asyncio.to_thread(open_store, StoreSettings(), folder)
    await store.open()
    for user in ("anna", "ben"):
        turn = [NewMessage("user", "Wie spät ist es?"), NewMessage("assistant", "Zehn.", "grammar")]
        await store.conversations.keep(f"{user}/1", Speaker(user, "kitchen"), turn, key=user)
        await store.facts.add(Fact(f"fact-{user}", Owner.USER, user, f"{user} likes tea", NOW))
    await store.facts.add(Fact("fact-all", Owner.HOUSEHOLD, "", "The bins go out on Monday", NOW))
    await store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of two users, for copies."""
    folder = tmp_path_factory.mktemp("filled")
    with ThreadPoolExecutor(1) as thread:  # an event loop of its own
        thread.submit(asyncio.run, fill(folder)).result()
    (file,) = folder.glob("*.sqlite3")
    return file


@pytest.fixture
async def store(tmp_path: Path, filled: Path) -> AsyncIterator[Store]:
    """A store with a conversation and a fact of record of two users."""
    await asyncio.to_thread(shutil.copy, filled, tmp_path)
    store = await asyncio.to_thread(open_store, StoreSettings(), tmp_path)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def client(store: Store) -> AsyncIterator[ClientSession]:
    """A client of a server with this store."""
    async with served(store) as session:
        yield session


@asynccontextmanager
async def served(store: Store) -> AsyncIterator[ClientSession]:
    notebook = FactNotebook(store, None, MemorySettings(write_seconds=30))
    services = HttpServices(Readiness([]), TurnLog(), store=store, notebook=notebook)
    server = HttpServer(services, HttpSettings(host="127.0.0.1", port=0, api_keys=(KEY,)))
    await server.start()
    host, port = server.addresses[0]
    async with ClientSession(f"http://{host}:{port}", headers={"Authorization": f"Bearer {KEY}"}) as session:
        yield session
    await server.stop(1.0)
    notebook.close()


async def ask(
    client: ClientSession, path: str, status: int = 200, method: str = "GET", body: Any = None
) -> Any:
    async with client.request(method, path, json=body) as response:
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


NUL, HALF_A_PAIR, NOT_UTF_8 = "%00", "%ED%A0%80", "%FF"

QUERIES = (
    "/api/conversations?before=0001-01-01T00:00:00%2B14:00",
    "/api/conversations?before=9999-12-31T23:59:59-14:00",
    "/api/conversations?before=99999-01-01T00:00:00Z",
    "/api/conversations?before=1e400",
    "/api/conversations?before=-1e18",
    "/api/conversations?before=NaN",
    "/api/conversations?before=2026-01-01T00:00:00",
    "/api/conversations?limit=1e400",
    "/api/conversations?limit=9223372036854775808",
    "/api/conversations?limit=" + "9" * 5000,
    "/api/conversations?limit=0",
    "/api/conversations?limit=-1",
    "/api/facts?limit=NaN",
    *(
        path + value
        for path in (
            "/api/conversations?user_id=",
            "/api/facts?user_id=",
            "/api/conversations/anna%2F1?after=",
            "/api/conversations/",
        )
        for value in (f"a{NUL}b", NUL, "x" * 300)
    ),
    f"/api/conversations/a{NUL}b/export",
    f"/api/users/a{NUL}b/export",
    "/api/users/" + "x" * 300 + "/export",
)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path[:70])
async def test_what_the_database_could_not_hold_is_422(client: ClientSession, path: str) -> None:
    async with client.get(URL(path, encoded=True)) as response:
        assert response.status == 422, await response.text()
        assert set((await response.json())["error"]) == {"message", "type", "param", "code"}
    async with client.get("/api/conversations") as response:
        assert response.status == 200


@pytest.mark.parametrize("path", ["/api/conversations/", "/api/facts/", "/api/users/"])
@pytest.mark.parametrize("name", [f"a{NUL}b", "x" * 300], ids=["NUL", "long"])
async def test_an_id_that_cannot_be_deletes_nothing(client: ClientSession, path: str, name: str) -> None:
    async with client.delete(URL(path + name, encoded=True)) as response:
        assert response.status == 422


@pytest.mark.parametrize("value", [HALF_A_PAIR, NOT_UTF_8, "%", "%E2%82", "\U0001f600"])
@pytest.mark.parametrize(
    "path",
    [
        "/api/conversations?user_id=",
        "/api/facts?user_id=",
        "/api/conversations/",
        "/api/users/{}/export",
    ],
)
async def test_an_id_that_is_not_text_is_no_failure_of_the_database(
    client: ClientSession, path: str, value: str
) -> None:
    whole = path.format(value) if "{}" in path else path + value
    async with client.get(URL(whole, encoded=True)) as response:
        assert response.status in {200, 400, 404, 422}, await response.text()
    async with client.get("/api/conversations") as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "before", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-01T00:00:00+14:00"]
)
async def test_every_moment_that_there_is_may_be_asked_for(client: ClientSession, before: str) -> None:
    async with client.get("/api/conversations", params={"before": before}) as response:
        assert response.status == 200


@of_one_server
@given(
    before=st.datetimes(timezones=st.timezones()).map(datetime.isoformat)
    | st.datetimes(
        timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    ).map(datetime.isoformat)
    | st.text(max_size=30),
    user_id=st.text(max_size=300),
    limit=st.integers().map(str) | st.floats().map(str) | st.text(max_size=5),
)
async def test_any_query_gets_an_answer(client: ClientSession, before: str, user_id: str, limit: str) -> None:
    for query in ({"before": before}, {"user_id": user_id}, {"limit": limit}):
        encoded = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in query.items())
        async with client.get(URL(f"/api/conversations?{encoded}", encoded=True)) as response:
            assert response.status in {200, 422}, await response.text()


async def facts_of(store: Store, user: str | None) -> set[str]:
    return {fact.content for fact in await store.facts.of(Speaker(user))}


async def test_a_fact_is_remembered_for_its_user_or_for_the_household(
    client: ClientSession, store: Store
) -> None:
    own = {"content": " Anna is  allergic to nuts", "user_id": "anna"}
    assert await ask(client, "/api/facts", method="POST", body=own) == {"remembered": True}
    await ask(client, "/api/facts", method="POST", body={"content": "The cat is called Momo"})
    assert "Anna is allergic to nuts" in await facts_of(store, "anna")
    assert "Anna is allergic to nuts" not in await facts_of(store, "ben")
    for user in ("anna", "ben", None):
        assert "The cat is called Momo" in await facts_of(store, user)


async def test_a_fact_is_forgotten_by_its_words_if_the_user_may_recall_it(
    client: ClientSession, store: Store
) -> None:
    path = "/api/facts/forget"
    query = {"query": "anna likes tea", "user_id": "ben"}
    assert await ask(client, path, method="POST", body=query) == {"deleted": False}
    query["user_id"] = "anna"
    assert await ask(client, path, method="POST", body=query) == {"deleted": True}
    assert await facts_of(store, "anna") == {"The bins go out on Monday"}
    assert await ask(client, path, method="POST", body=query) == {"deleted": False}


async def test_of_several_facts_none_is_forgotten(client: ClientSession, store: Store) -> None:
    await ask(client, "/api/facts", method="POST", body={"content": "The bins are green"})
    for query in ("bins", "everything"):
        error = await ask(client, "/api/facts/forget", 400, "POST", {"query": query})
        assert error["code"] == "invalid-request"
    assert len(await facts_of(store, None)) == 2


async def test_nothing_is_not_remembered(client: ClientSession) -> None:
    for content, status in (("", 422), ("  ", 400)):
        await ask(client, "/api/facts", status, "POST", {"content": content})


def replace_by_folders(folder: Path) -> None:
    """Make a database unusable."""
    for file in list(folder.glob("*.sqlite3*")):
        file.unlink()
        file.mkdir()


async def test_a_fact_for_a_database_that_is_away_is_refused(store: Store, tmp_path: Path) -> None:
    async with served(store) as session:
        await store.close()
        await asyncio.to_thread(replace_by_folders, tmp_path)
        for path, body in (("/api/facts", {"content": "x"}), ("/api/facts/forget", {"query": "x"})):
            assert (await ask(session, path, 503, "POST", body))["code"] == "store-unavailable"
