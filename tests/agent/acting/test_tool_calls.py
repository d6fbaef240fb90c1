from __future__ import annotations

import pytest

from tests.agent.conftest import HOME
from tests.agent.turns import english_turn
from tests.fakes.home_link import FakeHomeLink, tool
from wyoming_morgan.agent.acting.tool_calls import ToolCaller, is_failure, run_calls
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
