from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_morgan.home import messages
from wyoming_morgan.home.messages import read_message

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
@settings(max_examples=200)
def test_in_steps_a_message_says_what_it_says_at_once(value: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "_AT_ONCE", 0)
        assert asyncio.run(read_message(json.dumps(value))) == value


@pytest.mark.parametrize("text", ["", "[1", "[1]]", "{a}", "[" * 100_000, "nul", '"\x00"'])
@pytest.mark.parametrize("at_once", [0, 1_000_000])
async def test_what_is_no_message_is_a_value_error(
    text: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_AT_ONCE", at_once)
    with pytest.raises(ValueError, match=r"\S"):
        await read_message(text)


async def test_others_get_their_turns_while_a_large_message_is_read() -> None:
    large = "[" + ",".join(["[[],{}]"] * 100_000) + "]"
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    busy = asyncio.create_task(others())
    assert len(await read_message(large)) == 100_000
    busy.cancel()
    assert turns > 10
