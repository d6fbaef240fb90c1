"""Morgan as an app: everything that it needs, it gets from the Supervisor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from wyoming.client import AsyncClient
from wyoming.info import Describe, Info

from tests.fakes.supervisor import FakeSupervisor
from tests.home.fake_home_assistant import FakeHomeAssistant
from tests.waiting import until
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.environment import Given
from wyoming_morgan.config.loader import load
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.serving import Server

pytestmark = pytest.mark.slow

DONE = {"response_type": "action_done", "data": {"success": [], "failed": []}, "speech": {}}


@asynccontextmanager
async def app(supervisor: FakeSupervisor, folder: Path) -> AsyncIterator[Server]:
    """Run core as the command line does, with what the Supervisor gives."""
    settings = {
        ("core", "cache_dir"): str(folder),
        ("core", "data_dir"): str(folder),
        ("core", "wyoming_host"): "127.0.0.1",
        ("core", "wyoming_port"): 0,
        ("core", "wyoming", "advertise"): False,
        ("core", "http", "advertise"): False,
        ("core", "http", "port"): 0,
    }
    config = load(
        Registry.discover().specs(),
        folder=folder,
        environ={},
        given=[Given(path, value, "test") for path, value in settings.items()],
        surroundings=supervisor.supervisor.home(),
    ).config
    server = Server(config, frozenset({Service.CORE}), Registry.discover(), supervisor.supervisor)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def test_it_needs_no_token_no_address_and_no_code(
    supervisor: FakeSupervisor, home: FakeHomeAssistant, tmp_path: Path
) -> None:
    home.components = {"morgan"}
    home.intent = lambda: web.json_response(DONE)
    async with app(supervisor, tmp_path) as server:
        await until(lambda: len(supervisor.pushed) == 2)
        wyoming, morgan = supervisor.config_of("wyoming"), supervisor.config_of("morgan")
        assert wyoming == {"uri": f"tcp://local-morgan:{server.wyoming[0][1]}"}
        assert morgan is not None
        http_port = server.http[0][1]
        assert morgan["url"] == f"http://local-morgan:{http_port}"

        # The name of the app means this machine here.
        async with AsyncClient.from_uri(wyoming["uri"].replace("local-morgan", "127.0.0.1")) as client:
            await client.write_event(Describe().event())
            event = await client.read_event()
            assert event is not None
            assert Info.from_event(event).handle

        url = morgan["url"].replace("local-morgan", "127.0.0.1")
        headers = {"Authorization": f"Bearer {morgan['api_key']}"}
        async with aiohttp.ClientSession(url, headers=headers, raise_for_status=True) as session:
            async with session.get("/health") as response:
                assert (await response.json())["id"] == morgan["id"]
            async with session.post("/api/text", json={"text": "turn on the kitchen light"}) as response:
                reply = await response.json()
        assert (reply["outcome"], reply["text"]) == ("handled", "Turned on the light")
        assert home.intents[-1]["name"] == "HassTurnOn"
        assert home.logins >= 1

        supervisor.app_port = http_port
        supervisor.people["session"] = "resident"
        async with (
            aiohttp.ClientSession(cookies={"ingress_session": "session"}) as browser,
            browser.get(supervisor.ingress_url(), headers={"Accept": "text/html"}) as response,
        ):
            assert "page/main.js" in await response.text()
    first = morgan

    supervisor.messages.clear()
    async with app(supervisor, tmp_path):
        await until(lambda: supervisor.config_of("morgan") is not None)
        again = supervisor.config_of("morgan")
    assert again is not None
    assert (again["id"], again["api_key"]) == (first["id"], first["api_key"])
