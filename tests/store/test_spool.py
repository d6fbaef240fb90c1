from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from wyoming_morgan.store.spool import FileSpool

ANN: dict[str, object] = {"key": "1", "subjects": ["ann", "c"], "text": "Grüße \ud83d"}
EVE: dict[str, object] = {"key": "2", "subjects": ["eve", "e"], "text": "hi"}


def spool(folder: Path, database: str = "db") -> FileSpool:
    return FileSpool(folder, database)


def files(folder: Path, ending: str = ".jsonl") -> list[Path]:
    return sorted(folder.glob(f"*{ending}"))


async def left(folder: Path, *records: dict[str, object], database: str = "db") -> None:
    """Leave records, and end."""
    spool = FileSpool(folder, database)
    await spool.replace(records)
    spool.close()


async def test_what_a_process_left_is_another_ones_to_store(tmp_path: Path) -> None:
    await left(tmp_path / "data", ANN, EVE)
    following = spool(tmp_path / "data")

    assert await following.adopt() == (ANN, EVE)
    assert len(files(tmp_path / "data")) == 1, "until it is stored it stays on the disk"
    await following.replace([])
    assert files(tmp_path / "data", "") == []
    assert await spool(tmp_path / "data").adopt() == ()


async def test_the_file_is_private(tmp_path: Path) -> None:
    await spool(tmp_path).replace([ANN])

    (file,) = files(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600


async def test_records_of_another_database_are_left_alone(tmp_path: Path) -> None:
    await left(tmp_path, ANN, database="another")

    assert await spool(tmp_path).adopt() == ()
    assert len(files(tmp_path)) == 1


async def test_what_is_deleted_is_removed_from_the_files_of_every_process(tmp_path: Path) -> None:
    await left(tmp_path, ANN, EVE)
    await left(tmp_path, ANN)
    await spool(tmp_path).scrub({"ann"})

    assert not [file for file in files(tmp_path) if "Gr" in file.read_text()]
    assert await spool(tmp_path).adopt() == (EVE,)


@pytest.mark.parametrize(
    "line", ["", "no json", "[]", "5", '{"text": "no key"}', '{"key": "3", "subjects": 5}']
)
async def test_a_line_that_cannot_be_read_is_passed_over(tmp_path: Path, line: str) -> None:
    await left(tmp_path, ANN)
    (file,) = files(tmp_path)
    file.write_text(f"{line}\n{file.read_text()}")

    assert await spool(tmp_path).adopt() == (ANN,)


async def test_a_disk_that_takes_nothing_is_an_error_and_leaves_no_draft(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "file").write_text, "no folder")

    with pytest.raises(FileExistsError):
        await spool(tmp_path / "file").replace([ANN])
    assert files(tmp_path, "") == [tmp_path / "file"]


async def test_a_process_finds_out_what_another_one_has_deleted(tmp_path: Path) -> None:
    here = spool(tmp_path)
    await here.replace([ANN])
    await spool(tmp_path).scrub({"ann"})

    assert await here.replace([ANN, EVE]) == {"1"}
    here.close()
    assert await spool(tmp_path).adopt() == (EVE,)


async def test_a_file_that_is_gone_was_not_deleted_from(tmp_path: Path) -> None:
    here = spool(tmp_path)
    await here.replace([ANN])
    files(tmp_path)[0].unlink()

    assert await here.replace([ANN, EVE]) == frozenset()
    here.close()
    assert await spool(tmp_path).adopt() == (ANN, EVE)


async def test_what_a_living_process_has_is_its_own(tmp_path: Path) -> None:
    here = spool(tmp_path)
    await here.replace([ANN])

    assert await spool(tmp_path).adopt() == ()
    assert len(files(tmp_path)) == 1
    here.close()
    assert await spool(tmp_path).adopt() == (ANN,)
