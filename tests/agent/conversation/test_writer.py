from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.agent.stored import Faulty, kept
from tests.agent.turns import NOW
from wyoming_morgan.agent.conversation.patience import Patience
from wyoming_morgan.agent.conversation.session import Session, Sessions, Whence
from wyoming_morgan.agent.conversation.waiting import Waiting
from wyoming_morgan.agent.conversation.writer import Writer
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.store.contract import Conversation, NewMessage
from wyoming_morgan.store.store import SqlStore


@pytest.fixture
def writer(store: SqlStore) -> Writer:
    settings = MemorySettings()
    return Writer(store, settings, Sessions(settings), lambda: None)


@pytest.fixture
def held(faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """What holds the store back until it is set."""
    free = asyncio.Event()
    real = faulty.inner.keep

    async def keep(*arguments: object, **named: object) -> Conversation | None:
        await free.wait()
        return await real(*arguments, **named)  # type: ignore[arg-type] # as they came

    monkeypatch.setattr(faulty, "keep", keep)
    return free


def entry(store: SqlStore, text: str = "hello") -> Waiting:
    mark = store.deletions.mark(current=False)
    return Waiting(Session("c", Whence("ann"), NOW), "en", (NewMessage("user", text),), text, mark)


def patience(seconds: float = 30) -> Patience:
    return Patience(seconds, lambda: None)


async def test_what_takes_too_long_waits_and_is_stored_once_when_the_store_goes_on(
    writer: Writer, store: SqlStore, held: asyncio.Event
) -> None:
    assert not await writer.write(entry(store), patience(0.01), Tracer())
    assert writer.counts.waiting == 1
    held.set()
    await asyncio.gather(*writer._writes)
    assert await writer.drain(Tracer())

    assert await kept(store) == ["hello"]
    assert (writer.counts.waiting, writer.counts.kept) == (0, 1)


async def test_what_a_client_that_left_has_said_is_stored(
    writer: Writer, store: SqlStore, held: asyncio.Event
) -> None:
    turn = asyncio.create_task(writer.write(entry(store), patience(), Tracer()))
    await asyncio.sleep(0.01)
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    held.set()
    await asyncio.gather(*writer._writes)

    assert await kept(store) == ["hello"]
    assert writer.counts.waiting == 0


async def test_at_the_end_what_is_being_written_lies_beside_the_store(
    writer: Writer, store: SqlStore, held: asyncio.Event, tmp_path: Path
) -> None:
    turn = asyncio.create_task(writer.write(entry(store, "xyzzy"), patience(), Tracer()))
    await asyncio.sleep(0.01)
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    await writer.close()

    (file,) = await asyncio.to_thread(lambda: list(tmp_path.glob("unsaved-*.jsonl")))
    assert "xyzzy" in await asyncio.to_thread(file.read_text)
    held.set()
    await asyncio.gather(*writer._writes)


async def test_a_disk_that_is_full_is_told_and_nothing_else_happens(
    writer: Writer, store: SqlStore, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def replace(_: object) -> frozenset[str]:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(store.spool, "replace", replace)
    faulty.down = True
    assert not await writer.write(entry(store), patience(), Tracer())
    faulty.down = False
    assert await writer.drain(Tracer())
    assert await kept(store) == ["hello"]
    await writer.close()


async def test_what_was_answered_lies_beside_the_store_when_the_turn_is_over(
    writer: Writer, store: SqlStore, faulty: Faulty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_morgan.agent.conversation.writer._SPOOL_SECONDS", 30)  # a busy machine
    faulty.down = True
    for number in range(3):
        assert not await writer.write(entry(store, f"xyzzy{number}"), patience(), Tracer())
        (file,) = await asyncio.to_thread(lambda: list(tmp_path.glob("unsaved-*.jsonl")))
        assert f"xyzzy{number}" in await asyncio.to_thread(file.read_text)


async def test_a_turn_waits_a_moment_only_for_a_disk_that_hangs(
    writer: Writer, store: SqlStore, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = asyncio.Event()

    async def replace(_: object) -> frozenset[str]:
        await goes_on.wait()
        return frozenset()

    monkeypatch.setattr(store.spool, "replace", replace)
    faulty.down = True
    async with asyncio.timeout(30):
        assert not await writer.write(entry(store), patience(), Tracer())
    goes_on.set()


@pytest.mark.parametrize("ends", [False, True], ids=["by and by", "at the end"])
async def test_what_a_full_disk_refused_is_written_when_it_has_room(
    writer: Writer,
    store: SqlStore,
    faulty: Faulty,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    ends: bool,
) -> None:
    async def replace(_: object) -> frozenset[str]:
        raise OSError(28, "no space left on device")

    faulty.down = True
    with monkeypatch.context() as full:
        full.setattr(store.spool, "replace", replace)
        assert not await writer.write(entry(store, "xyzzy"), patience(), Tracer())
        await asyncio.sleep(0)
    if ends:
        await writer.close()
    else:
        writer.spool_again()
        assert writer._spooling is not None
        await writer._spooling

    (file,) = await asyncio.to_thread(lambda: list(tmp_path.glob("unsaved-*.jsonl")))
    assert "xyzzy" in await asyncio.to_thread(file.read_text)
