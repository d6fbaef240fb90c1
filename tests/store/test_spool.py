from __future__ import annotations

import asyncio
import json
import os
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


DAMAGED = {
    "no line": b"",
    "no json": b"no json",
    "half a line": b'{"subjects": ["ann"], "text": "xyz',
    "a list": b"[]",
    "a number": b"5",
    "no key": b'{"text": "no key"}',
    "no subjects": b'{"key": "3", "subjects": 5}',
    "no text": b'\xff\xfe{"key": "3"}',
    "zeros": bytes(100),
    "deep": b"[" * 200_000,
    "long": b'{"key": ' + b"9" * 6000 + b', "subjects": []}',
    "a sign that ends lines elsewhere": '{"key": "\u2028'.encode(),
}


@pytest.mark.parametrize("line", DAMAGED.values(), ids=DAMAGED)
async def test_a_line_that_cannot_be_read_is_passed_over(tmp_path: Path, line: bytes) -> None:
    await left(tmp_path, ANN, EVE)
    (file,) = files(tmp_path)
    file.write_bytes(line + b"\n" + file.read_bytes() + line)

    await spool(tmp_path).scrub({"eve"})
    assert await spool(tmp_path).adopt() == (ANN,)


@pytest.mark.parametrize("line", DAMAGED.values(), ids=DAMAGED)
async def test_a_deletion_takes_what_cannot_be_read(tmp_path: Path, line: bytes) -> None:
    await left(tmp_path, EVE)
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole + line)

    await spool(tmp_path).scrub({"ann"})
    assert file.read_bytes() == whole


async def test_a_file_that_cannot_be_read_now_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left(tmp_path, ANN)
    await left(tmp_path, EVE)
    with monkeypatch.context() as context:
        read = Path.read_bytes

        def fail(file: Path) -> bytes:
            content = read(file)
            if b"ann" in content:
                raise PermissionError(13, "Permission denied")
            return content

        context.setattr(Path, "read_bytes", fail)
        here = spool(tmp_path)
        assert await here.adopt() == (EVE,)
        context.setattr("wyoming_morgan.store.spool._LONGEST_FILE", 10)
        assert await here.adopt() == ()
    assert await here.adopt() == (ANN,)


async def test_what_a_process_was_writing_when_it_was_killed_is_taken_over_and_can_be_deleted(
    tmp_path: Path,
) -> None:
    await left(tmp_path, ANN)
    (file,) = files(tmp_path)
    both = file.read_bytes() + json.dumps(EVE).encode() + b'\n{"key": "3", "subj'
    for name in (file.name.replace(".jsonl", ".1234.new"), file.name.replace(file.stem[-4:], "0000", 1)):
        (tmp_path / name.replace(".jsonl", ".5678.new")).write_bytes(both)

    await spool(tmp_path).scrub({"ann"})
    assert not [path for path in files(tmp_path, "") if b"ann" in path.read_bytes()]
    here = spool(tmp_path)
    assert await here.adopt() == (EVE,)
    assert len(files(tmp_path, ".new")) == 0


async def test_what_a_living_process_is_writing_is_left_to_it(tmp_path: Path) -> None:
    here = spool(tmp_path)
    await here.replace([ANN])
    draft = here._own.with_suffix(".1234.new")
    draft.write_bytes(here._own.read_bytes())

    assert await spool(tmp_path).adopt() == ()
    await spool(tmp_path).scrub({"ann"})
    assert draft.exists()


async def test_a_deletion_needs_no_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await left(tmp_path, ANN, EVE)
    opened = os.open

    def full(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_EXCL:
            raise OSError(28, "No space left on device")
        return opened(path, flags, mode)

    with monkeypatch.context() as context:
        context.setattr(os, "open", full)
        await spool(tmp_path).scrub({"ann"})
    (file,) = files(tmp_path)
    assert b"ann" not in file.read_bytes()
    assert await spool(tmp_path).adopt() == (EVE,)


async def test_a_disk_that_takes_nothing_is_an_error_and_leaves_no_draft(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "file").write_text, "no folder")

    with pytest.raises(NotADirectoryError):
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


async def test_what_is_damaged_in_the_file_of_a_process_is_written_again(tmp_path: Path) -> None:
    here = spool(tmp_path)
    await here.replace([ANN])
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:20])

    assert await here.replace([ANN, EVE]) == frozenset()
    here.close()
    assert await spool(tmp_path).adopt() == (ANN, EVE)


async def test_a_file_that_cannot_be_read_does_not_make_its_process_forget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = spool(tmp_path)
    await here.replace([ANN])
    with monkeypatch.context() as context:
        context.setattr("wyoming_morgan.store.spool._LONGEST_FILE", 10)
        with pytest.raises(OSError, match="too large"):
            await here.replace([ANN, EVE])
    assert await here.replace([ANN, EVE]) == frozenset()


async def test_a_deletion_goes_on_behind_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left(tmp_path, ANN, *({**EVE, "key": str(key)} for key in range(9)))
    await left(tmp_path, ANN)
    monkeypatch.setattr("wyoming_morgan.store.spool._LONGEST_FILE", 200)

    with pytest.raises(OSError, match="too large"):
        await spool(tmp_path).scrub({"ann"})
    assert sorted(file.stat().st_size > 0 for file in files(tmp_path)) == [False, True]
