from __future__ import annotations

import json

from wyoming_morgan.agent.contract import Outcome, TraceAction, TraceStep, TurnDone, TurnTrace


def test_a_trace_is_plain_json() -> None:
    trace = TurnTrace(
        path="llm",
        steps=(TraceStep("guard", "asks first"),),
        actions=(TraceAction("HassTurnOn", {"name": "Lamp"}, acts=True, success=None),),
        held=(TraceAction("HassUnlock", {"name": "Door"}, acts=True, success=None),),
        model="m",
        rounds=1,
    )

    assert json.loads(json.dumps(trace.as_dict())) == {
        "path": "llm",
        "steps": [{"what": "guard", "detail": "asks first"}],
        "actions": [
            {"name": "HassTurnOn", "arguments": {"name": "Lamp"}, "acts": True, "success": None, "result": ""}
        ],
        "held": [
            {"name": "HassUnlock", "arguments": {"name": "Door"}, "acts": True, "success": None, "result": ""}
        ],
        "model": "m",
        "rounds": 1,
        "prompt_tokens": None,
        "completion_tokens": None,
    }


def test_ends_of_turns_are_equal_whatever_their_traces() -> None:
    def end(trace: TurnTrace) -> TurnDone:
        return TurnDone(Outcome.HANDLED, "Done.", "en", "c", "grammar", trace)

    assert end(TurnTrace()) == end(TurnTrace(path="grammar", rounds=3))
