"""The configured store, opened directly by commands, while a server may be running."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import load_configuration
from wyoming_morgan.cli.output import notice, print_json_line

if TYPE_CHECKING:
    from wyoming_morgan.store.contract import Store
    from wyoming_morgan.store.export import Record

ResultT = TypeVar("ResultT")


def with_store(
    config_dir: Path | None, work: Callable[[Store], Awaitable[ResultT]], *, shares: bool = False
) -> ResultT:
    """Open the configured store, and return what `work` makes of it.

    Work that deletes `shares` the cache with the replicas, so that nothing is left there, either. A file that
    does not exist is not created: the server may run as another user, and must own it.

    Raises:
        MorganError: the configuration has errors, or the database cannot be used.
    """
    from dataclasses import replace

    from wyoming_morgan.store.address import read_address
    from wyoming_morgan.store.store import open_store

    core = load_configuration(config_dir).config.core
    settings = core.store if shares else replace(core.store, redis_url=None)
    file = read_address(settings.database_url, core.folders.data).file
    if file is not None and not file.exists():
        notice(f"nothing is stored yet: {file} does not exist")
        raise typer.Exit

    async def run() -> ResultT:
        store = open_store(settings, core.folders.data)
        try:
            await store.open()
            return await work(store)
        finally:
            await store.close()

    return loop.run(run())


async def print_records(records: AsyncIterator[Record]) -> None:
    """Print one JSON object in each line."""
    async for record in records:
        print_json_line(record)


def shown(moment: datetime | None) -> str:
    """Write a moment in this machine's time, to the minute."""
    return "" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M")


def shortened(text: str, characters: int = 60) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= characters else f"{line[: characters - 1]}…"
