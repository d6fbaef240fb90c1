from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from blockbuster import blockbuster_ctx

from tests.home.fake_home_assistant import TOKEN
from tests.home.mcp_servers import McpTools
from tests.waiting import until
from wyoming_morgan.errors import EngineUnavailable, UnknownModel
from wyoming_morgan.home.contract import Place, Toolbox
from wyoming_morgan.home.settings import HomeAssistantSettings, McpServerSettings
from wyoming_morgan.home.toolbox import McpToolbox

HERE = Place(device_id="d1", satellite_id="assist_satellite.kitchen", area="Kitchen")
NOWHERE = Place()

Serve = Callable[..., contextlib.AbstractAsyncContextManager[McpTools]]


@contextlib.asynccontextmanager
async def serving(*echoes: str, **how: Any) -> AsyncIterator[McpTools]:
    server = McpTools(*echoes, **how)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def tools_of(**servers: McpTools) -> AsyncIterator[McpToolbox]:
    async with started(
        mcp_servers={name: McpServerSettings(one.url) for name, one in servers.items()}
    ) as toolbox:
        yield toolbox


@contextlib.asynccontextmanager
async def started(**settings: Any) -> AsyncIterator[McpToolbox]:
    quick = {"first_retry_seconds": 0.05, "longest_retry_seconds": 0.1}
    toolbox = McpToolbox(HomeAssistantSettings(**(quick | settings)))
    with blockbuster_ctx("wyoming_morgan.home"):
        await toolbox.start()
        try:
            yield toolbox
        finally:
            await toolbox.close()


async def names(toolbox: McpToolbox) -> list[str]:
    return [tool.name for tool in await toolbox.tools()]


@pytest.mark.parametrize("old", [False, True], ids=["2026-07-28", "sessions"])
async def test_tools_are_listed_and_called_over_either_generation_of_the_protocol(*, old: bool) -> None:
    async with serving("weather", "alpha", old=old) as server, tools_of(web=server) as toolbox:
        listed: Toolbox = toolbox
        tools = await listed.tools()
        assert [(tool.name, tool.description) for tool in tools] == [
            ("alpha", "Says alpha"),
            ("weather", "Says weather"),
        ]
        assert tools[0].parameters["properties"]["text"]["type"] == "string"
        result = await toolbox.call("weather", {"text": "rain"}, place=NOWHERE)
        assert (result.text, result.is_error) == ("weather: rain", False)


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


async def test_what_goes_wrong_in_a_tool_is_a_result() -> None:
    async with serving("broken", "echo") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        result = await toolbox.call("broken", {}, place=NOWHERE)
        assert result.is_error
        assert "out of reach" in result.text
        wrong = await toolbox.call("echo", {"text": [1]}, place=NOWHERE)
        assert wrong.is_error


async def test_a_tool_that_nobody_has_is_told_apart() -> None:
    async with serving("echo") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        with pytest.raises(UnknownModel, match="no tool 'ecko'"):
            await toolbox.call("ecko", {}, place=NOWHERE)


async def test_a_result_is_text_of_bounded_length() -> None:
    async with serving("long", "picture", "table") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        text = (await toolbox.call("long", {}, place=NOWHERE)).text
        assert text.startswith("x" * 16_000 + "\n(cut off: 50000 characters)")
        assert len(text) < 16_100
        assert (await toolbox.call("picture", {}, place=NOWHERE)).text == "look:\n(image)"
        assert '"one": 1' in (await toolbox.call("table", {}, place=NOWHERE)).text


async def test_a_tool_that_takes_too_long_is_an_error_of_which_nobody_knows() -> None:
    async with (
        serving("slow", "echo") as server,
        started(mcp_servers={"web": McpServerSettings(server.url)}, tool_seconds=0.5) as toolbox,
    ):
        await toolbox.tools()
        result = await toolbox.call("slow", {}, place=NOWHERE)
        assert result.is_error
        assert "not known" in result.text
        assert (await toolbox.call("echo", {}, place=NOWHERE)).text == "echo: "


async def test_calls_overlap() -> None:
    async with serving("slow", "echo") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        slow = asyncio.create_task(toolbox.call("slow", {}, place=NOWHERE))
        texts = await asyncio.gather(
            *(toolbox.call("echo", {"text": str(n)}, place=NOWHERE) for n in range(20))
        )
        assert [result.text for result in texts] == [f"echo: {n}" for n in range(20)]
        assert not slow.done()
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow


@pytest.mark.parametrize("old", [False, True], ids=["2026-07-28", "sessions"])
async def test_a_server_that_was_away_is_called_again_as_if_nothing_had_been(*, old: bool) -> None:
    async with serving("echo", old=old) as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        await server.stop()
        with pytest.raises(EngineUnavailable, match="tools of web are away"):
            await toolbox.call("echo", {}, place=NOWHERE)
        await server.start()
        assert (await toolbox.call("echo", {"text": "back"}, place=NOWHERE)).text == "echo: back"


async def test_a_server_that_forgot_the_session_is_called_all_the_same() -> None:
    async with serving("echo", old=True) as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        await server.stop()
        await server.start()
        assert (await toolbox.call("echo", {"text": "x"}, place=NOWHERE)).text == "echo: x"


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


@pytest.mark.parametrize(
    ("status", "why"), [(401, "refuses the token"), (503, "HTTP 503"), (404, "Not Found")]
)
async def test_a_refusal_is_told_with_its_reason_and_without_the_key(
    caplog: pytest.LogCaptureFixture, status: int, why: str
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving("echo") as server:
        server.refuse = status
        key = McpServerSettings(server.url, token=TOKEN)
        async with started(mcp_servers={"web": key}) as toolbox:
            assert await names(toolbox) == []
            assert f"Bearer {TOKEN}" in server.authorizations
    assert why in caplog.text
    assert TOKEN not in caplog.text


async def test_more_tools_than_may_be_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    async with (
        serving(*(f"t{n}" for n in range(9))) as server,
        started(mcp_servers={"web": McpServerSettings(server.url)}, max_tools=3) as toolbox,
    ):
        assert await names(toolbox) == ["t0", "t1", "t2"]
    assert "web has 9 tools, 3 are used" in caplog.text


async def test_without_servers_there_are_no_tools() -> None:
    async with started() as toolbox:
        assert await names(toolbox) == []


async def test_a_home_that_is_back_has_its_tools_listed_at_once() -> None:
    async with serving("search") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        toolbox.refresh_soon()
        await until(lambda: server.lists == 2)
