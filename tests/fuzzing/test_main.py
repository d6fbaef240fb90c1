"""The command for long runs."""

from __future__ import annotations

import re

import pytest

from tests.fuzzing.__main__ import FUZZERS, run

COST = re.compile(
    r"RSS before \d+ MiB, peak \d+ MiB, after \d+ MiB; "
    r"longest wait of the event loop \d+ ms \(\d+ ms of it at work\)"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("wyoming", 50),
        pytest.param("audio", 5, marks=pytest.mark.slow),
        pytest.param("http", 5, marks=pytest.mark.slow),
        pytest.param("link", 5, marks=pytest.mark.slow),
    ],
)
async def test_it_prints_cases_failures_memory_and_the_longest_wait(
    capsys: pytest.CaptureFixture[str], name: str, count: int
) -> None:
    assert await run(name, count, seed=4)
    printed = capsys.readouterr().out
    assert f"{name}: {count} cases of seed 4, 0 failures" in printed
    assert COST.search(printed)


@pytest.mark.slow
async def test_some_cases_of_wyoming_run_over_sockets(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("wyoming", 50, seed=4)
    assert "49 in memory, 1 over sockets" in capsys.readouterr().out


def test_long_runs_are_long() -> None:
    counts = {name: fuzzer.count for name, fuzzer in FUZZERS.items()}
    sockets = dict.fromkeys(("link", "voice", "realtime", "responses"), 10_000)
    assert counts == {"wyoming": 1_000_000, "audio": 100_000, "http": 10_000, **sockets}
