"""What counts as the same command, whatever words it has."""

from __future__ import annotations

from typing import Any

import pytest

from wyoming_morgan.bench.agent_reading import AgentReading, reading_of

UNLOCK = {"name": "HassTurnOff", "arguments": {"name": "Front Door"}}


def answer(
    text: str = "",
    *,
    outcome: str = "handled",
    path: str = "grammar",
    intents: tuple[dict[str, Any], ...] = (),
    held: tuple[dict[str, Any], ...] = (),
    grammar: str = "",
) -> dict[str, Any]:
    steps = [{"what": "grammar", "detail": grammar}] if grammar else []
    trace = {"steps": steps, "held": list(held)}
    return {"text": text, "outcome": outcome, "path": path, "intents": list(intents), "trace": trace}


def turns_on(**slots: Any) -> dict[str, Any]:
    return answer("I understood.", outcome="intents", intents=({"name": "HassTurnOn", "slots": slots},))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            answer("Shall I really do this: Unlock the front door?", held=(UNLOCK,)),
            answer("Shall I really do this: unlock the Front Door?", held=(UNLOCK,)),
            id="the guard's question in other letters",
        ),
        pytest.param(
            answer("It is 7:05 AM.", path="clock", grammar="HassGetCurrentTime {}"),
            answer("It is 7:06 AM.", path="clock", grammar="HassGetCurrentTime {}"),
            id="the time, a minute later",
        ),
        pytest.param(turns_on(name="Lamp"), turns_on(name="lamp"), id="a name in other letters"),
        pytest.param(turns_on(domain=["light"]), turns_on(domain="light"), id="a list of one"),
    ],
)
def test_the_same_command_is_read_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert reading_of(one)
    assert reading_of(one) == reading_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(turns_on(name="Lamp"), turns_on(name="Lamp 2"), id="another name"),
        pytest.param(turns_on(name="Lamp"), turns_on(area="Lamp"), id="another slot"),
        pytest.param(
            answer("Shall I?", held=(UNLOCK,)),
            answer("Shall I?", held=({"name": "HassTurnOff", "arguments": {"name": "Back Door"}},)),
            id="the same question about another door",
        ),
        pytest.param(
            answer("Shall I?", held=(UNLOCK,)),
            answer(outcome="intents", intents=({"name": "HassTurnOff", "slots": {"name": "Front Door"}},)),
            id="asked about, and done at once",
        ),
        pytest.param(
            answer("It is 7:05 AM.", path="clock", grammar="HassGetCurrentTime {}"),
            answer("It is Monday.", path="clock", grammar="HassGetCurrentDate {}"),
            id="the time and the date",
        ),
        pytest.param(answer("Okay."), answer("Hello."), id="other small talk"),
    ],
)
def test_another_command_is_read_differently(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert reading_of(one) != reading_of(other)


def test_what_is_not_understood_is_no_command() -> None:
    sorry = answer("Sorry, I couldn't understand that", outcome="not-handled", path="none")
    assert not reading_of(sorry)
    assert reading_of(sorry) == AgentReading()
