"""The id of a server stays the same, wherever it is started from."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wyoming_morgan.access.identity import server_id


def test_the_id_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    first = server_id(folder)
    assert len(first) == 32
    assert server_id(folder) == first
    assert server_id(tmp_path) != first
    assert stat.S_IMODE((folder / "server.json").stat().st_mode) == 0o600


def test_several_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(server_id, [tmp_path] * 32))) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["server.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"id": 7}', '{"id": "../../etc"}'])
def test_a_damaged_id_is_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "server.json").write_text(content)
    made = server_id(tmp_path)
    assert server_id(tmp_path) == made


def test_an_id_that_cannot_be_kept_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    assert len(server_id(tmp_path / "file")) == 32
    assert "cannot be kept" in caplog.text
