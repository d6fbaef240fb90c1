from __future__ import annotations

import pytest

from tests.home.conftest import NOWHERE, names, serving, started, tools_of
from tests.home.fake_home_assistant import TOKEN
from tests.home.mcp_servers import McpTools
from tests.waiting import until
from wyoming_morgan.errors import EngineUnavailable, UnknownModel
from wyoming_morgan.home.settings import McpServerSettings


async def test_tools_of_several_servers_keep_their_order_and_no_two_share_a_name() -> None:
    async with (
        serving("search", "b.c") as first,
        serving("search", "another") as second,
        tools_of(zeta=first, alpha=second) as toolbox,
    ):
        assert await names(toolbox) == ["b_c", "search", "another", "alpha__search"]
        assert (await toolbox.call("search", {}, place=NOWHERE)).text == "search: "
        assert (await toolbox.call("b_c", {"text": "x"}, place=NOWHERE)).text == "b.c: x"
        second.echoes.remove("search")
        await second.stop()
        with pytest.raises(EngineUnavailable, match="alpha"):
            await toolbox.call("alpha__search", {}, place=NOWHERE)


async def test_a_tool_that_nobody_has_is_told_apart() -> None:
    async with serving("echo") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        with pytest.raises(UnknownModel, match="no tool 'ecko'"):
            await toolbox.call("ecko", {}, place=NOWHERE)


async def test_no_tool_of_another_server_has_a_name_of_the_homes_or_the_agents_own() -> None:
    own = ["HassTurnOn", "GetLiveContext", "get_state", "remember", "recall", "forget"]
    async with (
        serving(*own, "GetWeather") as server,
        started(
            url="http://127.0.0.1:9",  # away
            token=TOKEN,
            mcp_servers={"web": McpServerSettings(server.url)},
        ) as toolbox,
    ):
        await until(lambda: len(toolbox._servers.tools) == 7)
        offered = await toolbox.tools()
        assert {tool.name for tool in offered} == {*(f"web__{name}" for name in own), "GetWeather"}
        assert not any(tool.home for tool in offered)


async def test_a_tool_keeps_its_name_when_the_home_comes_back_with_one_of_that_name() -> None:
    home = McpTools("good_night", path="/api/mcp/assist", old=True)
    async with (
        serving("good_night") as web,
        started(
            url=f"http://127.0.0.1:{home.port}",
            token=TOKEN,
            mcp_servers={"web": McpServerSettings(web.url)},
        ) as toolbox,
    ):
        await until(lambda: len(toolbox._servers.tools) == 1)
        await home.start()
        await until(lambda: len(toolbox._servers.tools) == 2)
        offered = {tool.name: tool.home for tool in await toolbox.tools()}
        assert offered == {"good_night": False, "home_assistant__good_night": True}
        await home.stop()


async def test_a_server_that_is_called_like_the_homes_is_not_the_homes() -> None:
    async with serving("echo") as server, tools_of(home_assistant=server) as toolbox:
        assert [tool.home for tool in await toolbox.tools()] == [False]


async def test_what_looks_is_told_by_the_server_or_by_a_setting() -> None:
    async with (
        serving("search", "read_me", "write") as server,
        started(mcp_servers={"web": McpServerSettings(server.url, read_only_tools=("search",))}) as toolbox,
    ):
        server.hints["read_me"] = True
        server.hints["write"] = False
        await server.stop()
        await server.start()
        toolbox.refresh_soon()
        await until(lambda: sum(tool.looks for tool in toolbox._servers.tools) == 2)
        assert {tool.name for tool in await toolbox.tools() if tool.looks} == {"search", "read_me"}
