"""`morgan history` and `morgan memory`, on a file that a server has kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from tests.store.servers import Valkey
from wyoming_morgan.store.cache import open_state_key
from wyoming_morgan.store.contract import Fact, NewMessage, Owner, Speaker
from wyoming_morgan.store.deletions import subjects_of
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

Morgan = Callable[..., Result]


@pytest.fixture
def kept(folder: Path, tmp_path: Path) -> Path:
    """A conversation and a fact of Anna, a fact of the household."""
    del folder
    data = tmp_path / "data" / "morgan"

    async def fill() -> None:
        store = open_store(StoreSettings(), data)
        await store.open()
        turn = [NewMessage("user", "Is it late?"), NewMessage("assistant", "Yes.", "grammar")]
        await store.conversations.keep("c1", Speaker("anna", "kitchen"), turn, key="1")
        now = datetime.now(UTC)
        await store.facts.add(Fact("f1", Owner.USER, "anna", "Anna likes tea", now))
        await store.facts.add(Fact("f2", Owner.HOUSEHOLD, "", "Bins on Monday", now))
        await store.close()

    asyncio.run(fill())
    return data


def test_conversations_are_listed_and_shown(morgan: Morgan, kept: Path) -> None:
    del kept
    listed = morgan("history", "list").stdout
    assert "c1" in listed
    assert "anna" in listed
    assert "Yes." in morgan("history", "show", "c1").stdout
    shown = json.loads(morgan("history", "show", "c1", "--json").stdout)
    assert [record["text"] for record in shown["messages"]] == ["Is it late?", "Yes."]
    assert [record["id"] for record in json.loads(morgan("history", "list", "--json").stdout)] == ["c1"]
    assert json.loads(morgan("history", "list", "--user", "ben", "--json").stdout) == []


def test_conversations_are_exported_and_deleted(morgan: Morgan, kept: Path) -> None:
    del kept
    for arguments in ((), ("c1",), ("--user", "anna")):
        exported = morgan("history", "export", *arguments).stdout.splitlines()
        assert [json.loads(line)["kind"] for line in exported] == ["conversation", "message", "message"]
    assert morgan("history", "delete", "c1").exit_code == 0
    missing = morgan("history", "delete", "c1")
    assert missing.exit_code == 1
    assert "no conversation c1" in missing.stderr
    assert morgan("history", "show", "c1").exit_code == 1
    assert morgan("history", "list").stdout == ""


def test_facts_are_listed_exported_and_forgotten(morgan: Morgan, kept: Path) -> None:
    del kept
    assert "Bins on Monday" in morgan("memory", "list").stdout
    assert [
        record["id"] for record in json.loads(morgan("memory", "list", "--user", "anna", "--json").stdout)
    ] == ["f1"]
    assert len(morgan("memory", "export").stdout.splitlines()) == 2
    assert morgan("memory", "forget", "f2").exit_code == 0
    assert "no fact f2" in morgan("memory", "forget", "f2").stderr


def test_everything_of_a_user_is_exported_and_deleted(morgan: Morgan, kept: Path) -> None:
    del kept
    exported = morgan("memory", "export", "--user", "anna").stdout.splitlines()
    assert [json.loads(line)["kind"] for line in exported] == ["fact", "conversation", "message", "message"]
    assert morgan("memory", "delete-user", "anna").exit_code == 1  # nobody is there to say yes
    assert "Anna likes tea" in morgan("memory", "list").stdout
    result = morgan("memory", "delete-user", "anna", "--yes")
    assert "1 conversations and 1 facts" in result.stderr
    assert morgan("memory", "export", "--user", "anna").stdout == ""
    assert "Bins on Monday" in morgan("memory", "list").stdout


def test_nothing_is_made_where_nothing_was_kept(morgan: Morgan, tmp_path: Path) -> None:
    result = morgan("history", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing is stored yet" in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_database_that_is_down_is_told_without_its_password(morgan: Morgan, folder: Path) -> None:
    url = "postgresql://morgan:geheim@127.0.0.1:9/morgan"  # nothing listens on discard's port
    (folder / "core.yaml").write_text(f"store:\n  database_url: {url}\n")
    result = morgan("memory", "list")
    assert result.exit_code == 1
    assert "127.0.0.1:9" in result.stderr
    assert "geheim" not in result.stderr
    assert "geheim" not in morgan("config", "show").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [("history", "delete", "c1"), ("memory", "delete-user", "anna", "--yes")], ids=" ".join
)
def test_a_deletion_reaches_what_replicas_share_and_what_waits_beside_the_database(
    morgan: Morgan, folder: Path, kept: Path, command: tuple[str, ...]
) -> None:
    valkey = Valkey()
    valkey.start()
    (folder / "core.yaml").write_text(f"store:\n  redis_url: {valkey.url}\n")

    async def share() -> None:
        store = open_store(StoreSettings(redis_url=valkey.url, cache_seconds=5), kept)
        await store.open()
        await store.cache.set(open_state_key("c1"), b"Is it late?", seconds=60)
        record = {"key": "k", "subjects": subjects_of("anna", "c1"), "text": "Is it late?"}
        await store.spool.replace([record])
        await store.close()

    async def shared() -> bytes | None:
        store = open_store(StoreSettings(redis_url=valkey.url, cache_seconds=5), kept)
        value = await store.cache.get(open_state_key("c1"))
        await store.close()
        return value

    try:
        asyncio.run(share())
        assert asyncio.run(shared()) == b"Is it late?"
        assert morgan(*command).exit_code == 0
        assert asyncio.run(shared()) is None
        assert not [file for file in kept.glob("unsaved-*") if b"late" in file.read_bytes()]
    finally:
        valkey.remove()
