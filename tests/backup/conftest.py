"""A Morgan with something to lose, on real databases."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.store.conftest import create_database
from tests.store.servers import PostgreSQL
from wyoming_morgan.access.identity import server_id
from wyoming_morgan.access.keys import PairedKeys
from wyoming_morgan.cli.app import app
from wyoming_morgan.store.attempts import PauseRule
from wyoming_morgan.store.contract import Fact, NewMessage, Owner, Speaker
from wyoming_morgan.store.export import export_conversations, export_facts
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

RULE = PauseRule(3, timedelta(seconds=1), timedelta(hours=1), timedelta(days=1))


@dataclass(frozen=True)
class Home:
    """One installation: a folder with its configuration and its data, and its database."""

    folder: Path
    database_url: str | None

    @property
    def configuration(self) -> Path:
        return self.folder / "configuration"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def morgan(self, *arguments: str, stdin: bytes | None = None) -> Result:
        """Run a command of this installation."""
        environ = {"MORGAN_CONFIG_DIR": str(self.configuration), "MORGAN_CORE__DATA_DIR": str(self.data)}
        if self.database_url is not None:
            environ["MORGAN_CORE__STORE__DATABASE_URL"] = self.database_url
        return CliRunner().invoke(app, arguments, input=stdin, env=environ, prog_name="morgan")

    def settings(self) -> StoreSettings:
        return StoreSettings(database_url=self.database_url, statement_seconds=60)

    def fill(self) -> str:
        """Keep something of every kind; return the key of a paired client."""
        asyncio.run(self._fill())
        server_id(self.data)
        return PairedKeys(self.data).add("Home Assistant")[1]

    async def _fill(self) -> None:
        store = open_store(self.settings(), self.data)
        await store.open()
        # Ids in an order in which languages and bytes differ.
        for number, name in enumerate(("b", "A", "ä", "a", "B", "Z", "_")):
            turn = [
                NewMessage("user", f"Wie spät ist es? 🕰 {name}\n\t\\", tool_calls=({"a": "\0", "b": 1.5},)),
                NewMessage("assistant", "Gleich.", "grammar", tokens=number),
            ]
            await store.conversations.keep(name, Speaker("anna", "kitchen"), turn, key=name)
        now = datetime(2026, 11, 30, 2, 30, 0, 123456, tzinfo=UTC)
        vector = (0.25, -1.5)
        facts = [
            Fact("f1", Owner.USER, "anna", "Anna likes tea", now, confidence=1 / 3),
            Fact("f2", Owner.HOUSEHOLD, "", "Bins on Monday", now, expires=now + timedelta(days=9999)),
            Fact("f3", Owner.USER, "anna", "Tea at five", now, vector=vector, vector_model="m"),
        ]
        for fact in facts:
            await store.facts.add(fact)
        await store.conversations.delete("Z")
        await store.attempts.add(["a PIN"], now, RULE)
        await store.close()

    def kept(self) -> list[dict[str, Any]]:
        """Return everything that is kept, as exports show it."""

        async def read() -> list[dict[str, Any]]:
            store = open_store(self.settings(), self.data)
            await store.open()
            records = [record async for record in export_conversations(store)]
            records += [record async for record in export_facts(store)]
            assert (await store.attempts.read(["a PIN"]))["a PIN"].count == 1
            await store.close()
            return sorted(records, key=lambda record: (record["kind"], record["id"]))

        return asyncio.run(read())


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings of this machine, and the log as it was."""
    for name in os.environ:
        if name.startswith("MORGAN_"):
            monkeypatch.delenv(name)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    server.start()
    yield server
    server.remove()


MakeHome = Callable[..., Home]


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return itertools.count()


@pytest.fixture
def make_home(request: pytest.FixtureRequest, tmp_path: Path, numbers: Iterator[int]) -> MakeHome:
    """Make an installation with a database of a kind: `make_home("sqlite")`."""

    def make(kind: str = "sqlite") -> Home:
        number, url = next(numbers), None
        if kind == "postgresql":
            server: PostgreSQL = request.getfixturevalue("postgresql")
            url = asyncio.run(create_database(server, f"backup{number}"))
        home = Home(tmp_path / f"a home {number}", url)
        home.configuration.mkdir(parents=True)
        # No Morgan listens there.
        (home.configuration / "core.yaml").write_text("http: {port: 9}\n")
        return home

    return make
