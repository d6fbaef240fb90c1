from __future__ import annotations

import json

import pytest

from tests.agent.acting.rooms import link_of, state
from tests.agent.conftest import HOME
from tests.agent.homes import LIVING
from tests.agent.turns import english_turn
from tests.fakes.home_link import FakeHomeLink, tool
from wyoming_morgan.agent.acting.tool_calls import ToolCaller, is_failure, run_calls
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.home.contract import Place, ToolResult


async def test_calls_run_in_order_and_a_failure_stops_none() -> None:
    link = FakeHomeLink(HOME, tools=(tool("HassTurnOn"), tool("play")))
    link.results["play"] = ToolResult("no speaker", is_error=True)
    turn = english_turn("do it", device_id="d1")
    calls = [("play", {}), ("absent", {"area": "Den"}), ("HassTurnOn", {"name": "Bed Light"})]

    assert await run_calls(calls, ToolCaller(link, None), turn) == (["Bed Light"], ["play", "Den"])
    assert [name for name, _ in link.called] == ["play", "HassTurnOn"]
    assert link.places[-1] == Place("d1")
    assert [action.success for action in turn.tracer.actions] == [False, False, True]


def lamps() -> FakeHomeLink:
    return link_of(
        "en", (state("light.away", "Luxor", "unavailable"), state("light.here", "Stella", "off", LIVING))
    )


@pytest.mark.parametrize("tools", [(), (tool("HassTurnOn"),)], ids=["intents", "tools"])
async def test_a_call_for_what_is_unavailable_fails_and_is_not_made(tools: tuple[Tool, ...]) -> None:
    link = lamps()
    toolbox = FakeHomeLink(link.home, tools=tools) if tools else None
    caller = ToolCaller(toolbox, None, link, lambda: Targets(link.home, link.states))
    turn = english_turn("do it")

    result = await caller.call("HassTurnOn", {"name": "Luxor"}, turn, confirmed=False)
    assert result == ToolResult("Nothing was done: Luxor cannot be reached.", is_error=True)
    assert not link.handled
    assert not (await caller.call("HassTurnOn", {"name": "Stella"}, turn, confirmed=False)).is_error


async def test_a_call_for_all_tells_which_of_them_are_unavailable() -> None:
    link = lamps()
    caller = ToolCaller(None, None, link, lambda: Targets(link.home, link.states))

    result = await caller.call("HassTurnOn", {"domain": "light"}, english_turn("do it"), confirmed=True)
    assert json.loads(result.text)["unavailable"] == ["Luxor"]
    assert not result.is_error


async def test_a_tool_of_another_server_is_called_whatever_it_is_named() -> None:
    link = lamps()
    other = FakeHomeLink(link.home, tools=(tool("HassTurnOn"),), foreign=("HassTurnOn",))
    caller = ToolCaller(other, None, link, lambda: Targets(link.home, link.states))
    result = await caller.call("HassTurnOn", {"name": "Luxor"}, english_turn("do it"), confirmed=False)

    assert result == ToolResult("done")


@pytest.mark.parametrize(
    ("result", "failure"),
    [
        pytest.param(ToolResult("done"), False, id="text"),
        pytest.param(ToolResult("no", is_error=True), True, id="the flag"),
        pytest.param(ToolResult('{"success": false}'), True, id="no success"),
        pytest.param(ToolResult('{"error": "MatchFailedError"}'), True, id="an error"),
        pytest.param(ToolResult('{"success": true, "error": null}'), False, id="success"),
        pytest.param(ToolResult('["error"]'), False, id="not an object"),
        pytest.param(ToolResult("[" * 16_000), False, id="deep"),
        pytest.param(ToolResult("\ud800"), False, id="half a character"),
    ],
)
def test_a_failure_is_known_by_its_flag_or_by_its_json(result: ToolResult, failure: bool) -> None:
    assert is_failure(result) is failure
