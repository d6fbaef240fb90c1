"""A call in two elements, its name and its arguments, is read by both engines, in any pieces."""

from __future__ import annotations

import pytest

from tests.engines.llm.chats import text
from tests.engines.llm.test_odd_servers import DONE, END, ENGINES, STOP, calls_of, delta, part, reply

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [1, 9, 1000])
@pytest.mark.parametrize(
    "written",
    [
        '<tool>HassTurnOn</tool><args>{"name": "Printer"}</args>',
        '<function>HassTurnOn</function><parameters>{"name": "Printer"}</parameters>',
        '>>>HassTurnOn\n{"name": "Printer"}',
    ],
)
async def test_a_name_and_its_arguments_are_one_call(engine: str, written: str, size: int) -> None:
    content = [written[start : start + size] for start in range(0, len(written), size)]
    if engine == "openai":
        pieces = [*(delta(content=piece) for piece in content), STOP, DONE]
    else:
        pieces = [*(part(content=piece) for piece in content), END]
    events = await reply(engine, *pieces)

    assert text(events) == ""
    assert calls_of(events) == [("HassTurnOn", {"name": "Printer"})]
