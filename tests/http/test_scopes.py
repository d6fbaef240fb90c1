"""What a key with scopes opens, and what it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.http.conftest import Door, FakeServices, Serve
from tests.http.openai.clients import official_client
from wyoming_morgan.access.access import Access
from wyoming_morgan.agent.notebook import FactNotebook
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.home.relayed import RelayedHome
from wyoming_morgan.http.api_keys import ApiKey, Scope, sent_keys
from wyoming_morgan.http.scopes import OPEN_ROUTES, ROUTE_SCOPES, WHOLE_ROUTES
from wyoming_morgan.http.spellings import canonical
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

PLAIN = "a-plain-long-key"
KEYS: Mapping[Scope, ApiKey] = {scope: ApiKey(scope.value, f"key-for-{scope}", (scope,)) for scope in Scope}
WORDS = [{"role": "user", "content": "turn on the light"}]
A, C, H, M = (frozenset({scope}) for scope in (Scope.AUDIO, Scope.CHAT, Scope.HOME, Scope.MEMORY))

ASKED: list[tuple[str, str, Any, frozenset[Scope]]] = [
    ("POST", "/v1/audio/speech", {"input": "hello"}, A),
    ("POST", "/audio/speech/", {"input": "hello"}, A),
    ("POST", "/v1/audio/transcriptions", None, A),
    ("POST", "/v1/audio/translations", None, A),
    ("POST", "/v1/audio/speech/timestamps", None, A),
    ("GET", "/generate?text=hello", None, A),
    ("POST", "/generate", {"text": "hello"}, A),
    ("GET", "/api/voice", None, A),
    ("GET", "/v1/realtime?intent=transcription", None, A),
    ("POST", "/v1/realtime/client_secrets", {"session": {"type": "transcription"}}, A),
    ("POST", "/v1/chat/completions", {"model": "scripted", "messages": WORDS}, C),
    ("POST", "/v1/responses", {"model": "scripted", "input": "hello"}, C),
    ("POST", "/v1/responses/input_tokens", {"model": "scripted", "input": "hello"}, C),
    ("POST", "/v1/completions", {"model": "scripted", "prompt": "hello"}, C),
    ("POST", "/v1/embeddings", {"model": "vectors", "input": "hello"}, C),
    ("GET", "/v1/realtime?model=scripted", None, C),
    ("POST", "/v1/realtime/client_secrets", {"session": {"model": "scripted"}}, C),
    ("POST", "/v1/chat/completions", {"model": "morgan", "messages": WORDS}, H),
    ("POST", "/v1/chat/completions", {"messages": WORDS}, H),
    ("POST", "/chat/completions", {"model": "", "messages": WORDS}, H),
    ("POST", "/v1/responses", {"model": "morgan", "input": "turn on the light"}, H),
    ("POST", "/v1/responses", {"input": "turn on the light"}, H),
    ("POST", "/v1/responses/input_tokens", {"input": "turn on the light"}, H),
    ("POST", "/v1/completions", {"model": "morgan", "prompt": "turn on the light"}, H),
    ("POST", "/completions", {"prompt": "turn on the light"}, H),
    ("POST", "/api/text", {"text": "turn on the light"}, H),
    ("POST", "/api/audio", None, H),
    ("GET", "/api/home/link", None, H),
    ("GET", "/v1/realtime", None, H),
    ("GET", "/v1/realtime?model=gpt-realtime", None, H),
    ("POST", "/v1/realtime/client_secrets", {}, H),
    ("GET", "/v1/responses/resp_1", None, C | H),
    ("DELETE", "/v1/responses/resp_1", None, C | H),
    ("GET", "/v1/responses/resp_1/input_items", None, C | H),
    ("POST", "/v1/conversations", {}, C | H),
    ("GET", "/v1/conversations/conv_1", None, C | H),
    ("POST", "/conversations/conv_1/", {}, C | H),
    ("DELETE", "/v1/conversations/conv_1", None, C | H),
    ("GET", "/v1/conversations/conv_1/items", None, C | H),
    ("POST", "/v1/conversations/conv_1/items", {"items": []}, C | H),
    ("GET", "/v1/conversations/conv_1/items/msg_1", None, C | H),
    ("DELETE", "/v1/conversations/conv_1/items/msg_1", None, C | H),
    ("GET", "/api/conversations", None, M),
    ("GET", "/api/conversations/a/export", None, M),
    ("DELETE", "/api/conversations/a", None, M),
    ("GET", "/api/facts", None, M),
    ("POST", "/api/facts", {"content": "likes tea", "user_id": "a"}, M),
    ("POST", "/api/facts/forget", {"query": "tea", "user_id": "a"}, M),
    ("DELETE", "/api/users/a", None, M),
    ("GET", "/api/users/a/export", None, M),
    ("POST", "/api/pair/code", None, frozenset()),
    ("GET", "/api/pair/keys", None, frozenset()),
    ("DELETE", "/api/pair/keys/a", None, frozenset()),
    ("GET", "/api/ps", None, A | C | H | M),
    ("GET", "/metrics", None, A | C | H | M),
    ("GET", "/v1/models", None, A | C | H | M),
    ("GET", "/v1/audio/voices", None, A | C | H | M),
    ("GET", "/health", None, A | C | H | M),
    ("GET", "/ready", None, A | C | H | M),
    ("GET", "/nothing", None, A | C | H | M),
]
"""What is asked, and the scopes of which each is enough."""


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
async def scoped(serve: Serve, tmp_path: Path, access: Access) -> AsyncIterator[Door]:
    """A server with every route, and a key for each scope."""
    store = await asyncio.to_thread(open_store, StoreSettings(), tmp_path)
    await store.open()
    notebook = FactNotebook(store, None, MemorySettings())
    services = {
        "store": store,
        "notebook": notebook,
        "access": access,
        "linked_home": RelayedHome(answer_seconds=1),
    }
    yield await serve(api_keys=(PLAIN, *KEYS.values()), replaced=services)
    notebook.close()
    await store.close()


async def test_every_route_belongs_to_a_scope(scoped: Door) -> None:
    """A route of which nobody has thought here is refused to every key with less than all scopes."""
    async with scoped.get("/") as response:
        listed = {canonical(route.split(" ", 1)[1]) for route in (await response.json())["routes"]}
    assert len(listed) > 30
    placed = [OPEN_ROUTES, WHOLE_ROUTES, set(ROUTE_SCOPES)]
    assert {path.replace("{id:.+}", "{id}") for path in listed} == set().union(*placed)
    assert sum(map(len, placed)) == len(set().union(*placed))


@pytest.mark.parametrize(
    "asked", ASKED, ids=[f"{method} {path} {number}" for number, (method, path, *_) in enumerate(ASKED)]
)
async def test_a_key_opens_what_its_scopes_name_and_nothing_else(
    scoped: Door, fakes: FakeServices, asked: tuple[str, str, Any, frozenset[Scope]]
) -> None:
    method, path, body, scopes = asked
    for scope, entry in KEYS.items():
        before = len(fakes.agent.requests)
        async with scoped.session.request(
            method, scoped.url + path, json=body, headers=bearer(entry.key)
        ) as response:
            if scope in scopes:
                assert response.status not in {401, 403}, await response.text()
                continue
            error = await scoped.error(response, 403)
            assert error["code"] == "missing_scope"
            assert error["type"] == "invalid_request_error"
            assert "core.http.api_keys" in error["message"]
            assert entry.name in error["message"]
            assert entry.key not in error["message"]
            assert "x-should-retry" not in response.headers
        assert len(fakes.agent.requests) == before
    async with scoped.session.request(
        method, scoped.url + path, json=body, headers=bearer(PLAIN)
    ) as response:
        assert response.status not in {401, 403}


async def test_titles_in_the_agents_name_are_written_for_a_key_of_the_home_or_of_chats(
    scoped: Door, fakes: FakeServices
) -> None:
    task = "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history."
    for scope, entry in KEYS.items():
        async with scoped.post(
            "/v1/chat/completions",
            json={"model": "morgan", "messages": [{"role": "user", "content": task}]},
            headers=bearer(entry.key),
        ) as response:
            assert (response.status == 200) is (scope in {Scope.CHAT, Scope.HOME})
    assert not fakes.agent.requests


async def test_what_the_agent_answered_is_read_continued_and_deleted_with_a_key_of_the_home_alone(
    scoped: Door,
) -> None:
    asked = {"model": "morgan", "input": "turn on the light"}
    async with scoped.post("/v1/responses", json=asked, headers=bearer(KEYS[Scope.HOME].key)) as response:
        identity = (await response.json())["id"]
    further = {"model": "scripted", "input": "what did I say", "previous_response_id": identity}
    tries: list[tuple[str, str, Any]] = [
        ("POST", "/v1/responses", further),
        ("GET", f"/v1/responses/{identity}", None),
        ("DELETE", f"/v1/responses/{identity}", None),
    ]
    for method, path, body in tries:
        async with scoped.session.request(
            method, scoped.url + path, json=body, headers=bearer(KEYS[Scope.CHAT].key)
        ) as response:
            assert (await scoped.error(response, 403))["code"] == "missing_scope"
    for method, path, _ in tries[1:]:
        async with scoped.session.request(
            method, scoped.url + path, headers=bearer(KEYS[Scope.HOME].key)
        ) as response:
            assert response.status == 200


async def test_a_pages_secret_may_do_no_more_than_the_key_that_made_it(scoped: Door) -> None:
    async with official_client(scoped, api_key=KEYS[Scope.AUDIO].key) as owner:
        secret = await owner.realtime.client_secrets.create(session={"type": "transcription"})
    async with scoped.get("/v1/realtime?model=morgan", headers=bearer(secret.value)) as response:
        assert response.status == 400  # it is a transcription, whatever the address says, but no socket
    async with official_client(scoped, api_key=KEYS[Scope.CHAT].key) as owner:
        secret = await owner.realtime.client_secrets.create(session={"type": "realtime", "model": "scripted"})
    async with scoped.get("/v1/realtime?model=morgan", headers=bearer(secret.value)) as response:
        assert (await scoped.error(response, 403))["code"] == "missing_scope"


def test_commands_send_the_key_that_may_do_most() -> None:
    audio, both = KEYS[Scope.AUDIO], ApiKey("both", "key-for-two-things", (Scope.AUDIO, Scope.CHAT))
    assert sent_keys((audio, both, PLAIN)) == (PLAIN, both.key, audio.key)
    assert sent_keys(()) == ()
