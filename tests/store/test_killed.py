"""What was acknowledged is there, whenever the process that wrote it was killed."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.store.conftest import QUICK, Place, create_database
from tests.store.servers import PostgreSQL, Valkey
from tests.store.writer import Task
from wyoming_morgan.store.store import SqlStore

pytestmark = pytest.mark.slow


async def start(task: Task) -> Process:
    return await asyncio.create_subprocess_exec(*task.command(), stdout=PIPE, cwd=CHECKOUT)


async def read(process: Process, count: int | None = None) -> list[str]:
    """Return the acknowledgements that a writer has printed: the next ones, or all until its end."""
    assert process.stdout is not None
    lines: list[str] = []
    while (count is None or len(lines) < count) and (line := await process.stdout.readline()):
        assert line.endswith(b"\n")
        lines.append(line.decode().strip())
    return lines


async def kill(process: Process) -> list[str]:
    """Kill a writer where it is; return what it had still acknowledged."""
    process.send_signal(signal.SIGKILL)
    rest = await read(process)
    assert await process.wait() == -signal.SIGKILL
    return rest


async def kept(store: SqlStore) -> dict[str, list[str]]:
    """Return the ids of all messages that are there, by conversation and in order."""
    return {
        conversation.id: [
            message.id for message in await store.conversations.read(conversation.id, limit=100_000)
        ]
        for conversation in await store.conversations.list(limit=10_000)
    }


def check(acknowledged: list[str], there: dict[str, list[str]]) -> None:
    """Every acknowledged message is there once, in its order; and nothing is there by half."""
    by_conversation: dict[str, list[str]] = {}
    for line in acknowledged:
        conversation, message = line.split()
        by_conversation.setdefault(conversation, []).append(message)
    for conversation, messages in by_conversation.items():
        assert there[conversation][: len(messages)] == messages
    for messages in there.values():
        assert len(messages) % 2 == 0, "a question is there without its answer"
        assert not [message for message, count in Counter(messages).items() if count > 1]


@pytest.mark.parametrize("after", [2, 25, 60, 111])
async def test_an_sqlite_file_whose_writer_was_killed_opens_clean_with_every_acknowledged_message(
    tmp_path: Path, after: int
) -> None:
    acknowledged: list[str] = []
    for name in ("first", "second"):  # the second one meets the file as the first one left it
        process = await start(Task(name, str(tmp_path), conversations=5, messages=0))
        acknowledged += await read(process, after)
        acknowledged += await kill(process)
    store = await Place(QUICK, tmp_path).store()
    await store.open()
    check(acknowledged, await kept(store))
    integrity, strangers = await store._database.read(
        lambda connection: (
            connection.exec_driver_sql("PRAGMA integrity_check").scalar_one(),
            connection.exec_driver_sql("PRAGMA foreign_key_check").all(),
        )
    )
    assert (integrity, strangers) == ("ok", [])
    await store.close()
    assert len(acknowledged) >= 2 * after


async def test_200_conversations_lose_nothing_when_one_of_two_replicas_is_killed(
    postgresql: PostgreSQL, valkey: Valkey, tmp_path: Path
) -> None:
    url = await create_database(postgresql, "killed")
    survivor, victim = (
        Task(name, str(tmp_path), 100, messages, database_url=url, redis_url=valkey.url)
        for name, messages in (("survivor", 6), ("victim", 0))
    )
    processes = [await start(survivor), await start(victim)]
    reading = asyncio.create_task(read(processes[0]))
    lost = await read(processes[1], 600)
    while len({line.split()[0] for line in lost}) < 100:  # all of them are going on
        lost += await read(processes[1], 2)
    lost += await kill(processes[1])
    lines = await reading
    assert await processes[0].wait() == 0
    assert len(lines) == 100 * 6 * 2
    store = await Place(replace(QUICK, database_url=url), tmp_path).store()
    await store.open()
    there = await kept(store)
    await store.close()
    check(lines + lost, there)
    written = sum(map(len, there.values()))
    assert len(there) == 200
    sys.stdout.write(
        f"{len(there)} conversations, {len(lines)} messages acknowledged by the replica that went on, "
        f"{len(lost)} by the one that was killed; {written} are there\n"
    )


async def test_a_database_that_is_killed_has_every_acknowledged_message_when_it_is_back(
    tmp_path: Path,
) -> None:
    server = await asyncio.to_thread(PostgreSQL)
    try:
        await asyncio.to_thread(server.start)
        url = await create_database(server, "morgan")
        process = await start(Task("writer", str(tmp_path), 20, messages=0, database_url=url))
        acknowledged = await read(process, 200)
        await asyncio.to_thread(server.stop, signal.SIGQUIT)
        acknowledged += await read(process)
        assert await process.wait() != 0
        await asyncio.to_thread(server.start)
        store = await Place(replace(QUICK, database_url=url), tmp_path).store()
        await store.open()
        check(acknowledged, await kept(store))
        await store.close()
    finally:
        await asyncio.to_thread(server.remove)


def test_the_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    async def make() -> None:
        store = await Place(QUICK, tmp_path).store()
        await store.open()
        await store.close()

    asyncio.run(make())
    file = tmp_path / "morgan.sqlite3"
    assert not (tmp_path / "morgan.sqlite3-wal").exists(), "closing brings the log back into the file"
    assert file.stat().st_mode & 0o077 == 0
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
