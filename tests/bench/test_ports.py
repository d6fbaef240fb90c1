"""Ports for servers that are told theirs before they start."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import ExitStack

from wyoming_morgan.bench.ports import free_port

PROCESSES, PORTS = 3, 250
TAKES_PORTS = f"""
from wyoming_morgan.bench.ports import free_port
print(*(free_port() for _ in range({PORTS})), flush=True)
input()
"""


def test_no_port_is_given_twice_by_any_process_before_a_server_listens() -> None:
    with ExitStack() as running:
        processes = [
            running.enter_context(
                subprocess.Popen(  # noqa: S603 - this interpreter
                    [sys.executable, "-c", TAKES_PORTS],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(PROCESSES)
        ]
        ports: list[str] = []
        for process in processes:
            assert process.stdout is not None
            ports += process.stdout.readline().split()
        for process in processes:
            process.communicate("\n")
    assert len(set(ports)) == PROCESSES * PORTS


def test_a_server_can_listen_on_the_port_that_it_is_given() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        assert server.getsockname()[1] > 0
