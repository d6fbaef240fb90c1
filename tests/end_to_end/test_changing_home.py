"""A real `morgan serve` learns names that change all the time once, and ends while it learns."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant, fake_home_assistant
from tests.waiting import until
from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = pytest.mark.slow

QUIET = 3.0


def recognizers(server: ServerProcess) -> set[str]:
    """The processes of the built-in recognizer, one of which may still learn."""
    children: set[str] = set()
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has just ended
            if file.read_bytes().split(b"\0")[-3:-1] == [b"pocketsphinx", str(server.pid).encode()]:
                children.add(file.parent.name)
    return children


async def settled(server: ServerProcess) -> set[str]:
    """The one process that is left once everything is learned, also what is known only after a while."""
    since, former = time.monotonic(), recognizers(server)
    while time.monotonic() - since < QUIET + 3:
        if (now := recognizers(server)) != former or len(now) != 1:
            since, former = time.monotonic(), now
        await asyncio.sleep(0.1)
    return former


async def rename(assistant: FakeHomeAssistant, *, times: int) -> None:
    for number in range(times):
        await assistant.change("light.ceiling", "on", friendly_name=f"Lamp number {number}")
        await asyncio.sleep(0.1)


async def test_names_that_change_all_the_time_are_learned_once_and_the_end_does_not_wait(
    tmp_path: Path,
) -> None:
    async with fake_home_assistant() as assistant:
        for number in range(60):
            assistant.furnish(f"light.l{number}", f"Room lamp {number}")
        home = {"url": assistant.url, "token": TOKEN, "mcp": False, "quiet_seconds": QUIET}
        core = {"home_assistant": home, "cache_dir": str(tmp_path), "log_level": "warning"}
        async with running_server({"core": core}, services=["core", "stt"]) as server:
            learned = await settled(server)
            for _ in range(8):
                await rename(assistant, times=10)
                assert recognizers(server) == learned, "nothing is learned before the home is quiet"

            await until(lambda: len(recognizers(server)) == 2, seconds=QUIET + 60, step=0.1)
            began = time.monotonic()
            server.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(server.exit_code(), 60) == 0
            assert time.monotonic() - began < 10
            assert "Traceback" not in server.log()
