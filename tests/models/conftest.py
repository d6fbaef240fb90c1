"""A hub of models and a store, empty at first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.models.hub import Hub, serve, whisper
from wyoming_morgan.models.catalogue import Catalogue, CatalogueEntry
from wyoming_morgan.models.hosts import Hosts
from wyoming_morgan.models.pull import Puller, PullLimits
from wyoming_morgan.models.retries import Retries
from wyoming_morgan.models.store import ModelStore

TINY = "faster-whisper/tiny"
REPO = "Systran/faster-whisper-tiny"

MakePuller = Callable[..., AbstractAsyncContextManager[Puller]]


class Reports:
    """Remembers what a pull tells."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int | None]] = []
        self.count = 0
        self.notes: list[str] = []

    def begin(self, model: str, total: int | None) -> None:
        self.begun.append((model, total))

    def advance(self, model: str, count: int) -> None:
        del model
        self.count += count

    def note(self, model: str, text: str) -> None:
        self.notes.append(f"{model}: {text}")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub is on this machine, whatever proxy the environment names."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with serve(Hub(repos={REPO: whisper()})) as hub:
        yield hub


@pytest.fixture
def tiny() -> CatalogueEntry:
    return Catalogue.load().get(TINY)


@pytest.fixture
def puller(hub: Hub, store: ModelStore, reports: Reports) -> MakePuller:
    """Make pullers of the hub: `async with puller() as p`."""

    @asynccontextmanager
    async def make(*, stall: float = 5.0, attempts: int = 3, **hosts: Any) -> AsyncIterator[Puller]:
        pace = PullLimits(stall_seconds=stall, retries=Retries(attempts=attempts, first_wait=0.01))
        async with Puller(store, Hosts(**{"hub": hub.url, **hosts}), reports, pace) as made:
            yield made

    return make
