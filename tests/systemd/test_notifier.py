"""What a service reports over the real socket that a manager would listen on."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from wyoming_morgan.systemd.notifier import Notifier


@pytest.fixture
def manager() -> Iterator[tuple[str, socket.socket]]:
    """The path of a manager's socket, and the socket; short, since such paths are limited."""
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        path = str(Path(folder, "notify"))
        listener.bind(path)
        listener.settimeout(60)
        yield path, listener


def received(listener: socket.socket) -> list[str]:
    return listener.recv(4096).decode().split("\n")


async def test_a_service_reports_that_it_is_ready_and_that_it_stops(
    manager: tuple[str, socket.socket],
) -> None:
    path, listener = manager
    notifier = Notifier.of_environment({"NOTIFY_SOCKET": path}, 1)
    notifier.ready("all is well")
    notifier.stopping()
    assert received(listener) == ["READY=1", "STATUS=all is well"]
    assert received(listener) == ["STOPPING=1", "STATUS=stopping"]


async def test_it_shows_that_its_event_loop_runs_several_times_within_the_time_for_it(
    manager: tuple[str, socket.socket],
) -> None:
    path, listener = manager
    environ = {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "30000", "WATCHDOG_PID": "1"}
    Notifier.of_environment(environ, 1).ready("")
    assert environ == {}  # its children report nothing
    assert received(listener)[0] == "READY=1"
    signs = [await asyncio.to_thread(received, listener) for _ in range(3)]
    assert signs == [["WATCHDOG=1"]] * 3


async def test_a_watchdog_of_another_process_is_not_its_own(manager: tuple[str, socket.socket]) -> None:
    path, listener = manager
    environ = {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "2"}
    notifier = Notifier.of_environment(environ, 1)
    notifier.ready("")
    await asyncio.sleep(0.01)
    notifier.stopping()
    assert received(listener)[0] == "READY=1"
    assert received(listener)[0] == "STOPPING=1"


async def test_without_a_manager_nothing_is_reported_and_a_manager_that_is_gone_stops_nothing(
    tmp_path: Path,
) -> None:
    Notifier.of_environment({}, 1).ready("")
    Notifier(str(tmp_path / "gone"), 0).ready("")


@pytest.mark.slow
def test_morgan_reports_to_the_manager_that_started_it(
    manager: tuple[str, socket.socket], tmp_path: Path
) -> None:
    path, listener = manager
    environ = {
        **os.environ,
        "NOTIFY_SOCKET": path,
        "WATCHDOG_USEC": "60000000",
        "XDG_DATA_HOME": str(tmp_path),
    }
    with subprocess.Popen(  # noqa: S603 - Morgan itself
        [
            sys.executable,
            "-m",
            "wyoming_morgan",
            "serve",
            "llm",
            "--config-dir",
            tmp_path,
            "--http-port",
            "0",
        ],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environ,
    ) as process:
        try:
            ready, sign = received(listener), received(listener)
            process.send_signal(signal.SIGTERM)
            stopping = received(listener)
            assert process.wait(60) == 0
        finally:
            process.kill()
    assert ready[0] == "READY=1"
    assert sign == ["WATCHDOG=1"]
    assert stopping[0] == "STOPPING=1"
