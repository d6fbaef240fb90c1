from __future__ import annotations

import asyncio
import logging

import pytest

from tests.fakes.closing_relay import ClosingRelay
from tests.fakes.hostile_server import HOSTILE, Hostile
from tests.fakes.hostile_server import serving as answering
from tests.fuzzing.measuring import MEBIBYTE, measured
from tests.home.conftest import NOWHERE, names, serving, started, tools_of
from tests.home.fake_home_assistant import TOKEN
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import Toolbox
from wyoming_morgan.home.mcp import McpClient
from wyoming_morgan.home.settings import HomeAssistantSettings, McpServerSettings


@pytest.mark.parametrize("old", [False, True], ids=["2026-07-28", "sessions"])
async def test_tools_are_listed_and_called_over_either_generation_of_the_protocol(*, old: bool) -> None:
    async with serving("weather", "alpha", old=old) as server, tools_of(web=server) as toolbox:
        listed: Toolbox = toolbox
        tools = await listed.tools()
        assert [(offered.name, offered.tool.description) for offered in tools] == [
            ("alpha", "Says alpha"),
            ("weather", "Says weather"),
        ]
        assert tools[0].tool.parameters["properties"]["text"]["type"] == "string"
        result = await toolbox.call("weather", {"text": "rain"}, place=NOWHERE)
        assert (result.text, result.is_error) == ("weather: rain", False)


async def test_what_goes_wrong_in_a_tool_is_a_result() -> None:
    async with serving("broken", "echo") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        result = await toolbox.call("broken", {}, place=NOWHERE)
        assert result.is_error
        assert "out of reach" in result.text
        wrong = await toolbox.call("echo", {"text": [1]}, place=NOWHERE)
        assert wrong.is_error


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
async def test_tools_of_a_server_that_closes_each_connection_are_called(*, old: bool) -> None:
    async with (
        serving("echo", old=old) as server,
        ClosingRelay(server.url).serving() as closing,
        started(mcp_servers={"web": McpServerSettings(closing)}) as toolbox,
    ):
        await toolbox.tools()
        results = [await toolbox.call("echo", {"text": str(n)}, place=NOWHERE) for n in range(5)]
    assert [result.text for result in results] == [f"echo: {n}" for n in range(5)]


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


@pytest.mark.slow
@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream"])
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: str(hostile.__name__))
async def test_whatever_a_server_answers_costs_little_and_ends(hostile: Hostile, content_type: str) -> None:
    settings = HomeAssistantSettings(connect_seconds=5.0, tool_seconds=2.0)
    async with answering(lambda writer: hostile(writer, content_type)) as url:
        client = McpClient("web", McpServerSettings(url), settings)
        async with measured() as cost, asyncio.timeout(60):
            with pytest.raises(EngineUnavailable) as refused:
                await client.tools()
            await client.close()
    assert len(str(refused.value)) < 1000
    assert cost.rss_peak - cost.rss_before < 100 * MEBIBYTE, str(cost)
