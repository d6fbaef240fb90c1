from __future__ import annotations

import logging

import pytest

from tests.home.conftest import HERE, NOWHERE, names, serving, started, tools_of
from tests.home.fake_home_assistant import TOKEN
from tests.home.mcp_servers import McpTools
from tests.waiting import until
from wyoming_morgan.home.settings import McpServerSettings


async def test_tools_are_answered_from_memory(caplog: pytest.LogCaptureFixture) -> None:
    async with serving("search") as server, tools_of(web=server) as toolbox:
        before = await toolbox.tools()
        await server.stop()
        assert await toolbox.tools() is before
        assert server.lists == 1
    assert "away" not in caplog.text


async def test_only_home_assistant_is_told_where_one_speaks_and_has_its_token() -> None:
    async with (
        serving("place", path="/api/mcp/assist", old=True) as own,
        serving("place") as other,
        started(
            url=f"http://127.0.0.1:{own.port}",
            token=TOKEN,
            mcp_servers={"web": McpServerSettings(other.url, headers={"X-Key": "k"})},
        ) as toolbox,
    ):
        await until(lambda: len(toolbox._servers.tools) == 2)
        assert '"io.home-assistant/device_id": "d1"' in (await toolbox.call("place", {}, place=HERE)).text
        assert "device_id" not in (await toolbox.call("place", {}, place=NOWHERE)).text
        assert "d1" not in (await toolbox.call("web__place", {}, place=HERE)).text
        assert f"Bearer {TOKEN}" in own.authorizations
        assert other.authorizations == {None}


async def test_a_server_that_comes_late_brings_its_tools_and_the_others_do_not_wait(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    late = McpTools("late")
    async with serving("early") as server, tools_of(late=late, web=server) as toolbox:
        assert await names(toolbox) == ["early"]
        await late.start()
        await until(lambda: [tool.name for tool in toolbox._servers.tools] == ["late", "early"])
        await late.stop()
    assert caplog.text.count("tools of late are away") == 1
    assert caplog.text.count("tools of late are back") == 1


async def test_without_servers_there_are_no_tools() -> None:
    async with started() as toolbox:
        assert await names(toolbox) == []


async def test_a_home_that_is_back_has_its_tools_listed_at_once() -> None:
    async with serving("search") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        toolbox.refresh_soon()
        await until(lambda: server.lists == 2)
