"""Nothing is heard before the commands of the home are made."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from wyoming_morgan.bench.preparation import commands_made
from wyoming_morgan.errors import EngineFailed


class _Server:
    """Tells what it has loaded, one report after the other; the last one stays."""

    def __init__(self, *reports: Sequence[tuple[str, bool]]) -> None:
        self.reports = list(reports)

    async def models(self, _: web.Request) -> web.Response:
        report = self.reports.pop(0) if len(self.reports) > 1 else self.reports[0]
        return web.json_response({"models": [{"engine": name, "loaded": loaded} for name, loaded in report]})

    def application(self) -> web.Application:
        application = web.Application()
        application.router.add_get("/api/ps", self.models)
        return application


async def test_a_measurement_waits_until_the_commands_are_made() -> None:
    stand_in = _Server([("commands", False)], [("commands", False)], [("commands", True)])
    async with TestServer(stand_in.application()) as server:
        await commands_made(str(server.make_url("")))
    assert stand_in.reports == [[("commands", True)]]


async def test_a_server_that_searches_no_commands_is_measured_at_once() -> None:
    stand_in = _Server([("faster-whisper", False)])
    async with TestServer(stand_in.application()) as server:
        await commands_made(str(server.make_url("")))


async def test_commands_that_are_never_made_are_an_error() -> None:
    stand_in = _Server([("commands", False)])
    async with TestServer(stand_in.application()) as server:
        with pytest.raises(EngineFailed, match="commands of the home were not made"):
            await commands_made(str(server.make_url("")), within=0.3)
