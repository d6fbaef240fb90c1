"""A key that is handed over with no code stays the same, until somebody takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from wyoming_morgan.access.access import Access
from wyoming_morgan.errors import StoreUnavailable


async def opened(folder: Path) -> Access:
    access = Access(folder)
    await access.load()
    return access


async def test_it_is_the_same_after_a_restart_and_opens_the_door(tmp_path: Path) -> None:
    key = await (await opened(tmp_path)).kept_key("Home Assistant")
    restarted = await opened(tmp_path)
    assert await restarted.kept_key("Home Assistant") == key
    assert restarted.owner(key.encode()) == "Home Assistant"
    assert [entry.name for entry in restarted.paired] == ["Home Assistant"]


async def test_after_it_was_revoked_there_is_another(tmp_path: Path) -> None:
    access = await opened(tmp_path)
    key = await access.kept_key("Home Assistant")
    await access.revoke("Home Assistant")
    assert access.owner(key.encode()) is None
    assert await access.kept_key("Home Assistant") != key


async def test_nobody_but_its_owner_may_read_it(tmp_path: Path) -> None:
    await (await opened(tmp_path)).kept_key("Home Assistant")
    assert (tmp_path / "kept_key.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", '{"key": 7}', '{"key": "of nobody"}'])
async def test_a_file_that_holds_no_key_that_counts_is_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "kept_key.json").write_text(content)
    key = await (await opened(tmp_path)).kept_key("Home Assistant")
    assert await (await opened(tmp_path)).kept_key("Home Assistant") == key


async def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    access = await opened(tmp_path)
    (tmp_path / "kept_key.json").mkdir()
    with pytest.raises(StoreUnavailable, match=r"kept_key\.json cannot be written"):
        await access.kept_key("Home Assistant")
