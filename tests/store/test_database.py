"""A database that is down, stalls, comes back, or cannot be used at all."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sqlite3
import struct
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.store.conftest import QUICK, Place, begin, create_database
from tests.store.servers import PostgreSQL
from wyoming_morgan.errors import ConfigurationError, StoreUnavailable
from wyoming_morgan.store.address import read_address
from wyoming_morgan.store.contract import Fact, NewMessage, Owner, Speaker
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store

IDLE = timedelta(minutes=5)
ANNA = Speaker("anna")


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgreSQL]:
    """A PostgreSQL that may be stopped."""
    server = PostgreSQL()
    server.start()
    yield server
    server.remove()


@pytest.fixture
async def served(
    own_server: PostgreSQL, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[SqlStore]:
    url = await create_database(own_server, request.node.name)
    place = Place(replace(QUICK, database_url=url), tmp_path)
    seconds = getattr(request, "param", 1.0)
    store = await place.store(connect_seconds=seconds, statement_seconds=seconds)
    await store.open()
    yield store
    await store.close()


async def test_a_database_that_was_restarted_is_used_again_by_itself(
    served: SqlStore, own_server: PostgreSQL
) -> None:
    await begin(served, "c", ANNA)
    await asyncio.to_thread(own_server.stop)
    with pytest.raises(StoreUnavailable) as failure:
        await served.conversations.append("c", [NewMessage("user", "lost")])
    available = [served.available]
    assert "127.0.0.1" in str(failure.value)
    assert "secret" not in str(failure.value)
    await asyncio.to_thread(own_server.start)
    (kept,) = await served.conversations.append("c", [NewMessage("user", "kept")])
    assert [*available, served.available] == [False, True]
    assert await served.conversations.read("c") == (kept,)


async def test_a_restart_between_two_calls_is_not_noticed(served: SqlStore, own_server: PostgreSQL) -> None:
    await asyncio.gather(*(begin(served, str(number), ANNA) for number in range(5)))
    await asyncio.to_thread(own_server.stop, signal.SIGQUIT)
    await asyncio.to_thread(own_server.start)
    assert len(await served.conversations.list()) == 5


@pytest.mark.parametrize("served", [0.4], indirect=True)
async def test_a_database_that_stalls_holds_nobody_for_long(served: SqlStore, own_server: PostgreSQL) -> None:
    await begin(served, "c", ANNA)
    own_server.stall()
    try:
        async with asyncio.timeout(15):
            with pytest.raises(StoreUnavailable):
                await served.conversations.read("c")
    finally:
        own_server.go_on()
    async with asyncio.timeout(15):
        while True:
            with contextlib.suppress(StoreUnavailable):  # a busy machine may take longer than the bound
                assert await served.conversations.read("c") == ()
                break


async def test_a_database_that_is_silent_is_waited_for_once_not_with_every_call(tmp_path: Path) -> None:
    asked = []

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)
        await reader.read()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        silent = replace(QUICK, database_url=f"postgresql://morgan@127.0.0.1:{port}/morgan")
        store = await Place(silent, tmp_path).store(connect_seconds=0.2, retry_seconds=60)
        for _ in range(4):
            with pytest.raises(StoreUnavailable, match="does not answer: it took too long"):
                await store.facts.of(ANNA)
        assert len(asked) == 1
        await store.close()
        await asked[0].wait_closed()


async def test_a_store_that_was_opened_while_the_database_was_down_serves_when_it_comes(
    own_server: PostgreSQL, tmp_path: Path
) -> None:
    url = await create_database(own_server, "late")
    await asyncio.to_thread(own_server.stop)
    store = await Place(replace(QUICK, database_url=url), tmp_path).store()
    with pytest.raises(StoreUnavailable):
        await store.open()
    await asyncio.to_thread(own_server.start)
    assert (await store.conversations.open("c", ANNA, idle=IDLE)).id == "c"
    await store.close()


async def test_a_failure_is_logged_once_and_so_is_its_end(
    served: SqlStore, own_server: PostgreSQL, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await asyncio.to_thread(own_server.stop)
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            await served.facts.list()
    await asyncio.to_thread(own_server.start)
    await served.facts.list()
    await served.facts.list()
    said = [record.getMessage() for record in caplog.records if record.name.startswith("wyoming_morgan")]
    assert len(said) == 2
    assert "does not answer" in said[0]
    assert "answers again" in said[1]


async def test_a_wrong_password_and_a_missing_database_are_mistakes_of_the_configuration(
    own_server: PostgreSQL, tmp_path: Path
) -> None:
    for url, message in (
        (own_server.url("postgres", password="hunter2"), "password"),  # noqa: S106 - of a test's server
        (own_server.url("nowhere"), "nowhere"),
    ):
        store = await Place(replace(QUICK, database_url=url), tmp_path).store()
        with pytest.raises(ConfigurationError, match=message) as failure:
            await store.open()
        assert "hunter2" not in str(failure.value)
        await store.close()


async def test_postgresql_is_reached_through_its_socket_too(own_server: PostgreSQL, tmp_path: Path) -> None:
    await create_database(own_server, "socket")
    url = f"postgres://morgan:secret@:{own_server.port}/socket?host={own_server.folder}&sslmode=prefer"
    store = await Place(replace(QUICK, database_url=url), tmp_path).store()
    await store.open()
    assert await store.facts.list() == ()
    await store.close()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://host/morgan",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://morgan:geheim@host:port/x",
        "nonsense geheim",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_being_shown(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as failure:
        read_address(url, tmp_path)
    assert "geheim" not in str(failure.value)


def test_a_database_is_named_without_its_user_and_password(tmp_path: Path) -> None:
    address = read_address("postgresql://morgan:geheim@db.home:5433/memory", tmp_path)
    assert address.shown == "db.home:5433/memory"
    assert "geheim" not in repr(address)
    assert "geheim" not in repr(StoreSettings(database_url="postgresql://morgan:geheim@db/x"))
    assert read_address(None, tmp_path).file == tmp_path / "morgan.sqlite3"
    assert read_address("sqlite:////srv/m.db", tmp_path).file == Path("/srv/m.db")


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "morgan.sqlite3"
    file.write_text("a diary, not a database " * 100)
    store = await Place(QUICK, tmp_path).store()
    with pytest.raises(ConfigurationError, match="not a database"):
        await store.open()
    await store.close()
    assert file.read_text().startswith("a diary")


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = await Place(QUICK, tmp_path / "file").store()
    with pytest.raises(ConfigurationError):
        await store.open()
    await store.close()


async def test_a_file_that_another_program_locks_is_waited_for_then_told(tmp_path: Path) -> None:
    store = await Place(QUICK, tmp_path).store(statement_seconds=0.2)
    await store.open()
    with locked(tmp_path / "morgan.sqlite3"):
        with pytest.raises(StoreUnavailable, match="locked"):
            await begin(store, "c", ANNA)
        assert store.available
        assert await store.conversations.list() == (), "reading goes on beside a writer"
    assert (await store.conversations.open("c", ANNA, idle=IDLE)).id == "c"
    await store.close()


async def test_what_was_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    store = await Place(QUICK, tmp_path).store()
    await store.open()
    await begin(store, "c", ANNA)
    await store.conversations.append("c", [NewMessage("user", "xyzzy" * 10)] * 20)
    await store.conversations.delete_user("anna")
    assert await asyncio.to_thread(files_with, b"xyzzy", tmp_path) == []
    await store.close()


async def test_what_a_reader_still_needed_is_removed_when_it_has_ended(tmp_path: Path) -> None:
    store = await Place(replace(QUICK, statement_seconds=0.2), tmp_path).store()
    await store.open()
    await begin(store, "c", ANNA)
    await store.conversations.append("c", [NewMessage("user", "xyzzy" * 10)] * 20)
    with contextlib.closing(sqlite3.connect(tmp_path / "morgan.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM morgan_messages").fetchone()
        await store.conversations.delete_user("anna")
        await store.deletions.refresh()
        assert await asyncio.to_thread(files_with, b"xyzzy", tmp_path)
        reader.execute("COMMIT")
    await store.deletions.refresh()
    assert await asyncio.to_thread(files_with, b"xyzzy", tmp_path) == []
    await store.close()


async def test_an_address_with_a_field_that_the_driver_does_not_know_is_a_mistake_of_the_configuration(
    tmp_path: Path,
) -> None:
    url = "postgresql://morgan:secret@127.0.0.1:9/morgan?sslpassword=secret"
    store = await asyncio.to_thread(open_store, StoreSettings(database_url=url), tmp_path)
    with pytest.raises(ConfigurationError, match=r"cannot be used.*sslpassword") as failure:
        await store.open()
    assert "=secret" not in str(failure.value)
    await store.close()


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock of writers, as another program does."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        yield
        writer.execute("ROLLBACK")


def packet(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("!I", len(content) + 4) + content


LOGGED_IN = packet(b"R", bytes(4)) + packet(b"Z", b"I")
STRANGE = {
    "another server": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "noise": b"\xff" * 100,
    "half an answer": LOGGED_IN[:5],
    "a login of another kind": packet(b"R", struct.pack("!I", 999)),
    "a server without a version": LOGGED_IN,
    "noise after the login": LOGGED_IN + b"\xff" * 100,
    "a server that starts": packet(b"E", b"SFATAL\0VFATAL\0C57P03\0Mstarting up\0\0"),
    "too many clients": packet(b"E", b"SFATAL\0VFATAL\0C53300\0Mtoo many\0\0"),
}


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
async def test_whatever_answers_in_place_of_postgresql_loses_nothing(answer: bytes, tmp_path: Path) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            if (await reader.read(1000)).endswith(b"\x04\xd2\x16\x2f"):  # it asks for TLS
                writer.write(b"N")
                await reader.read(1000)
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"postgresql://u:p@127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
    settings = replace(QUICK, database_url=url, connect_seconds=1, statement_seconds=1)
    store = await asyncio.to_thread(open_store, settings, tmp_path)
    with pytest.raises(StoreUnavailable):
        await store.open()
    with pytest.raises(StoreUnavailable):
        await store.conversations.keep("c", ANNA, [NewMessage("user", "x")], key="k")
    await store.close()
    server.close()


def files_with(words: bytes, folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if words in file.read_bytes()]


async def test_work_that_is_cancelled_leaves_the_store_usable(place: Place) -> None:
    store = await place.store(pool_size=1)
    await store.open()
    await begin(store, "c", ANNA)
    for delay in range(20):
        task = asyncio.create_task(store.conversations.append("c", [NewMessage("user", "x")] * 10))
        await asyncio.sleep(delay / 2000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(await store.conversations.append("c", [NewMessage("user", "x")])) == 1
    assert len(await store.conversations.read("c")) % 10 == 1
    await store.close()


async def test_many_at_once_share_few_connections(place: Place) -> None:
    store = await place.store(pool_size=1, statement_seconds=30)
    await store.open()

    async def one(number: int) -> None:
        await begin(store, f"c{number}", ANNA)
        await store.conversations.append(f"c{number}", [NewMessage("user", "x")])
        await store.facts.add(Fact(f"f{number}", Owner.USER, "anna", f"{number}", datetime.now(UTC)))

    await asyncio.gather(*(one(number) for number in range(50)))
    assert len(await store.conversations.list()) == 50
    assert len(await store.facts.list()) == 50
    await store.close()


@pytest.mark.parametrize(
    ("settings", "extra"),
    [
        pytest.param(StoreSettings(database_url="postgresql://db/morgan"), "postgres", id="postgresql"),
        pytest.param(StoreSettings(redis_url="redis://cache"), "redis", id="redis"),
    ],
)
def test_a_library_that_is_missing_is_told_with_what_installs_it(
    settings: StoreSettings, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_nothing(name: str) -> None:
        assert name in {"asyncpg", "redis"}

    monkeypatch.setattr("importlib.util.find_spec", find_nothing)
    with pytest.raises(ConfigurationError) as failure:
        open_store(settings, tmp_path)
    assert f"wyoming-morgan[{extra}]" in failure.value.hint
