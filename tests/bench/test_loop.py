from __future__ import annotations

import asyncio

import pytest

from wyoming_morgan.bench.loop import LoopPhase, LoopProbe, LoopWait, bench_loop
from wyoming_morgan.bench.server import running_server


def test_what_a_thread_waited_for_a_processor_is_not_the_loops() -> None:
    waits = (LoopWait(0.5, 0.4, worked=0.2), LoopWait(0.01, 0.02), LoopWait(0.3, 0.0, worked=0.02))
    phase = LoopPhase("x", waits)

    assert phase.longest == pytest.approx(0.3)
    assert phase.longest_by_work == pytest.approx(0.1)
    assert phase.longest_in_all == 0.5
    assert [phase.percentile(percent) for percent in (0, 50, 100)] == pytest.approx([0.0, 0.1, 0.3])


@pytest.mark.slow
async def test_a_loop_is_probed_while_there_is_work() -> None:
    works = 0

    async def work() -> None:
        nonlocal works
        works += 1
        await asyncio.sleep(0.05)

    async with running_server({"core": {"log_level": "warning"}}, services=["llm", "core"]) as server:
        phase = await LoopProbe(server).during("work", work, 0.5)

    assert phase.name == "work"
    assert works > 1
    assert len(phase.waits) > 1


@pytest.mark.slow
async def test_a_large_home_and_a_model_keep_nobody_waiting_for_long() -> None:
    phases = await bench_loop(seconds=1, entities=5000, facts=20, events=10)

    assert [phase.name for phase in phases] == [
        "at rest",
        "a model writes",
        "names change",
        "both",
        "whole house",
    ]
    assert all(phase.waits for phase in phases)
    # A guard against work without an end on the loop, not a measurement: `morgan bench loop` is that one.
    assert max(phase.longest_by_work for phase in phases) < 2
