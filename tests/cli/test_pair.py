"""`morgan pair`, against a real server on this machine."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import Result

from wyoming_morgan.access.access import Access
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog

Morgan = Callable[..., Result]
KEY = "a-key-of-tests"


@dataclass
class Running:
    """A server in a thread of its own."""

    access: Access
    loop: asyncio.AbstractEventLoop

    def pair(self, code: str, name: str) -> str:
        work = self.access.pair(code, name, "192.168.1.7")
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10).api_key


@pytest.fixture(params=[(), (KEY,)], ids=["no keys", "configured keys"])
def server(folder: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Running]:
    """A server at the configured port."""
    yield from running(folder, tmp_path, HttpSettings(host="127.0.0.1", port=0, api_keys=request.param))


def running(folder: Path, data: Path, settings: HttpSettings) -> Iterator[Running]:
    started: list[Running] = []
    ready, over = threading.Event(), asyncio.Event()

    async def run() -> None:
        access = Access(data)
        await access.load()
        http = HttpServer(HttpServices(Readiness([]), TurnLog(), access=access), settings)
        await http.start()
        keys = json.dumps(settings.api_keys)
        (folder / "core.yaml").write_text(f"http: {{port: {http.addresses[0][1]}, api_keys: {keys}}}\n")
        started.append(Running(access, asyncio.get_running_loop()))
        ready.set()
        await over.wait()
        await http.stop(0)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert ready.wait(10)
    yield started[0]
    started[0].loop.call_soon_threadsafe(over.set)
    thread.join(10)


def test_a_client_is_paired_listed_and_revoked(morgan: Morgan, server: Running) -> None:
    made = morgan("pair")
    assert re.fullmatch(r"\d{4} \d{4}\n", made.stdout)
    assert "within 10 minutes" in made.stderr
    key = server.pair(made.stdout, "Küche")
    assert server.access.owner(key.encode()) == "Küche"
    head, row = morgan("pair", "--list").stdout.splitlines()
    assert (head.split(), row.split()[0]) == (["name", "paired"], "Küche")
    assert json.loads(morgan("pair", "--list", "--json").stdout)[0]["name"] == "Küche"
    assert "counts no longer" in morgan("pair", "--revoke", "Küche").stderr
    assert server.access.owner(key.encode()) is None
    assert "no client is paired" in morgan("pair", "--list").stderr


def test_a_name_that_nobody_has_is_told(morgan: Morgan, server: Running) -> None:
    assert server.access.paired == ()
    result = morgan("pair", "--revoke", "Nobody / nothing")
    assert result.exit_code == 1
    assert "Nobody" in result.stderr


def test_each_code_is_another_also_for_programs(morgan: Morgan, server: Running) -> None:
    first, second = (json.loads(morgan("pair", "--json").stdout) for _ in range(2))
    assert first["code"] != second["code"]
    assert second["seconds"] == 600
    assert server.pair(second["code"], "x")


def test_list_and_revoke_do_not_go_together(morgan: Morgan) -> None:
    result = morgan("pair", "--list", "--revoke", "x")
    assert result.exit_code == 1
    assert "one after the other" in result.stderr


def test_a_server_that_does_not_pair_is_told(morgan: Morgan, folder: Path, tmp_path: Path) -> None:
    for _ in running(folder, tmp_path, HttpSettings(host="127.0.0.1", port=0, pairing=False)):
        result = morgan("pair")
        assert result.exit_code == 1
        assert "core.http.pairing" in result.stderr


def test_no_server_is_told(morgan: Morgan) -> None:
    result = morgan("pair", "--url", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert "no Morgan answers" in result.stderr
