"""Databases of their own for tests that end processes and replace them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store.servers import PostgreSQL, Valkey


@pytest.fixture
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    server = Valkey()
    server.start()
    yield server
    server.remove()
