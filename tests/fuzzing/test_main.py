"""The command for long runs."""

from __future__ import annotations

import pytest

from tests.fuzzing.__main__ import run


async def test_it_prints_cases_failures_memory_and_the_longest_wait(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await run("wyoming", 50, seed=4)
    printed = capsys.readouterr().out
    assert "wyoming: 50 cases of seed 4, 0 failures" in printed
    assert "49 in memory, 1 over sockets" in printed
    for measure in ("RSS before", "peak", "after", "longest wait of the event loop"):
        assert measure in printed
