"""What every room's tests share."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

with suppress(ImportError):  # the environment of `make test-coqui` lacks it
    from hypothesis import settings

    # A deadline per example would measure how busy the machine is. `make check` chooses the quick profile.
    settings.register_profile("thorough", deadline=None)
    settings.register_profile("quick", deadline=None, max_examples=20)
    settings.load_profile("thorough")

# By default, the garbage collector takes a third of the time: it walks through all that was imported so far.
gc.set_threshold(50_000, 20, 20)

CHECKOUT = Path(__file__).resolve().parent.parent
SLOW_TIMEOUT_SECONDS = 480
"""For tests that start servers and processes, which take long to start on a busy machine."""
_HOME_ASSISTANT = "home_assistant"
"""The folder of the tests with the real Home Assistant."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give slow tests a timeout that a busy machine does not reach; the fast ones have pyproject.toml's.

    The tests with the real Home Assistant come last, because it ends with the session: meanwhile nobody would
    answer its pings, and it would close its connection. With several processes each release has one.
    """
    items.sort(key=lambda item: _HOME_ASSISTANT in item.path.parts)
    for item in items:
        if (environment := _parameter(item, "hass_environment")) is not None:
            item.add_marker(pytest.mark.xdist_group(str(environment.version)))
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW_TIMEOUT_SECONDS))


def _parameter(item: pytest.Item, name: str) -> Any:
    """Return what a test is given for a fixture, or None."""
    return (
        item.callspec.params.get(name)
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        else None
    )


def pytest_collection_finish() -> None:
    """Have the garbage collector leave out what was imported."""
    gc.freeze()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with Morgan's tables, for copies: to make them takes longer than most tests."""
    folder = tmp_path_factory.mktemp("database")

    async def make() -> None:
        store = open_store(StoreSettings(), folder)
        await store.open()
        await store.close()

    with ThreadPoolExecutor(1) as thread:  # an event loop of its own
        thread.submit(asyncio.run, make()).result()
    (file,) = folder.glob("*.sqlite3")
    return file


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    """The folder of spoken recordings beside the checkout; tests that need it skip where it is absent."""
    folder = CHECKOUT.parent / "shared" / "speech"
    if not (folder / "commands").is_dir():
        pytest.skip("no spoken recordings beside this checkout")
    return folder
