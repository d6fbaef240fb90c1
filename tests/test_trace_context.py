"""The place of a piece of work in a trace, as other programs write and read it."""

from __future__ import annotations

import asyncio

import pytest

from wyoming_morgan.trace_context import TraceContext, current_trace, outgoing, read_trace, within

# The example of the specification.
WRITTEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_what_another_process_writes_is_read_and_written_alike() -> None:
    trace = read_trace(WRITTEN)
    assert trace == TraceContext(
        "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", sampled=True, here=False
    )
    assert trace.written == WRITTEN


@pytest.mark.parametrize(
    "written",
    [
        None,
        7,
        "",
        "hello",
        WRITTEN.upper(),
        WRITTEN[:-1],
        WRITTEN + "0",
        "ff" + WRITTEN[2:],
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        WRITTEN + "-" + "x" * 10_000,
    ],
)
def test_what_is_no_trace_is_none(written: object) -> None:
    assert read_trace(written) is None


def test_a_later_version_may_say_more() -> None:
    assert read_trace("cc" + WRITTEN[2:] + "-more") == read_trace(WRITTEN)


def test_work_that_is_asked_for_is_a_part_of_the_trace_of_who_asked() -> None:
    asked = read_trace(WRITTEN)
    assert asked is not None
    trace = TraceContext.begin(asked, traced=False)
    assert (trace.trace_id, trace.parent_id, trace.sampled, trace.here) == (
        asked.trace_id,
        asked.span_id,
        True,
        True,
    )
    assert trace.span_id != asked.span_id


def test_work_that_nobody_asked_for_has_a_trace_of_its_own() -> None:
    one, another = (TraceContext.begin(None, traced=True) for _ in range(2))
    assert one.trace_id != another.trace_id
    assert read_trace(one.written) == TraceContext(one.trace_id, one.span_id, sampled=True, here=False)


def test_others_are_told_of_a_trace_only_if_somebody_reports_it() -> None:
    with within(TraceContext.begin(None, traced=False)):
        assert outgoing() == {}
    with within(TraceContext.begin(read_trace(WRITTEN), traced=False)):
        assert outgoing()["traceparent"].startswith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
    trace = TraceContext.begin(None, traced=True)
    with within(trace):
        assert outgoing() == {"traceparent": trace.written}
    assert outgoing() == {}


async def test_tasks_work_in_the_trace_in_which_they_were_begun() -> None:
    async def look() -> TraceContext | None:
        await asyncio.sleep(0)
        return current_trace()

    trace = TraceContext.begin(None, traced=True)
    with within(trace):
        begun = asyncio.create_task(look())
    assert await begun is trace
    assert await asyncio.create_task(look()) is None
