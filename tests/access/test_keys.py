"""The keys of paired clients: what is kept of them, and for how long they count."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from wyoming_morgan.access.keys import PairedKeys
from wyoming_morgan.errors import ConfigurationError, NotFound, StoreUnavailable, TooLarge


def opened(folder: Path) -> PairedKeys:
    keys = PairedKeys(folder)
    keys.load()
    return keys


@pytest.fixture
def keys(tmp_path: Path) -> PairedKeys:
    return opened(tmp_path / "data")


def test_a_key_counts_also_after_a_restart(keys: PairedKeys, tmp_path: Path) -> None:
    name, key = keys.add("Kitchen")
    assert name == "Kitchen"
    assert keys.owner(key.encode()) == opened(tmp_path / "data").owner(key.encode()) == "Kitchen"
    assert [entry.name for entry in opened(tmp_path / "data").entries] == ["Kitchen"]


@pytest.mark.parametrize("sent", [b"", b"x", b"wrong" * 20, "schlüssel".encode(), b"\xff\xfe"])
def test_no_other_key_counts(keys: PairedKeys, sent: bytes) -> None:
    _, key = keys.add("Kitchen")
    assert keys.owner(sent) is None
    assert keys.owner(key.encode() + b"x") is None
    assert keys.owner(key[:-1].encode()) is None


def test_the_file_does_not_hold_the_key_and_only_its_owner_reads_it(keys: PairedKeys, tmp_path: Path) -> None:
    _, key = keys.add("Kitchen")
    (file,) = (tmp_path / "data").iterdir()
    assert key not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key not in repr(keys.entries)


def test_a_revoked_key_counts_no_longer_and_others_do(keys: PairedKeys, tmp_path: Path) -> None:
    _, one = keys.add("One")
    _, two = keys.add("Two")
    keys.revoke("One")
    for holder in (keys, opened(tmp_path / "data")):
        assert holder.owner(one.encode()) is None
        assert holder.owner(two.encode()) == "Two"
    with pytest.raises(NotFound, match="One"):
        keys.revoke("One")


def test_a_second_client_of_a_name_gets_a_number(keys: PairedKeys) -> None:
    assert [keys.add("Kitchen")[0] for _ in range(3)] == ["Kitchen", "Kitchen 2", "Kitchen 3"]


def test_there_are_no_more_keys_than_can_be_looked_through(keys: PairedKeys) -> None:
    for _ in range(64):
        keys.add("Kitchen")
    with pytest.raises(TooLarge, match="64"):
        keys.add("Kitchen")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": [{}]}', '{"keys": 7}'])
def test_a_damaged_file_is_told_and_not_overwritten(tmp_path: Path, content: str) -> None:
    (tmp_path / "paired.json").write_text(content)
    with pytest.raises(ConfigurationError, match=r"paired\.json"):
        opened(tmp_path)
    assert (tmp_path / "paired.json").read_text() == content


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError):
        opened(tmp_path / "file")


def test_a_write_that_fails_leaves_what_was_there(
    keys: PairedKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.add("One")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailable, match="No space left"):
        keys.add("Two")
    with pytest.raises(StoreUnavailable):
        keys.revoke("One")
    (file,) = (tmp_path / "data").iterdir()
    assert [entry["name"] for entry in json.loads(file.read_text())["keys"]] == ["One"]
