"""`morgan bench latency`: how fast Morgan answers, and the effect of a setting on it."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli import assignments
from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import examples, line, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.latency import LatencyReport

EXAMPLES = examples(
    "morgan bench latency",
    "morgan bench latency --repeats 50 --json",
    "morgan bench latency --set stt.engine=faster-whisper --compare stt.ear.nearest_command=false",
)
_LANGUAGE = "en"


def latency(
    *,
    repeats: Annotated[int, typer.Option(min=1, metavar="N", help="How often each is measured.")] = 20,
    clients: Annotated[int, typer.Option(min=1, metavar="N", help="Clients that speak at once.")] = 4,
    assign: Assign = None,
    compare: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE", help="Measure with these settings, too, in turn; may be repeated."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Measure how fast Morgan answers, in real time and with its built-in voice as the speaker.

    The home is a small one of its own, unless --set names another.
    """
    from wyoming_morgan.bench.everyday_speech import everyday_speech

    home = {"core": {"home": dict(everyday_speech(_LANGUAGE).home)}}
    settings = assignments.current(assign or (), home)
    runs = {" ".join(assign or ()) or "as it is": settings}
    if compare:
        runs[" ".join(compare)] = assignments.current(compare, settings)
    notice(f"this takes about {len(runs) * repeats * 10 // 60 + 1} minutes")
    reports = dict(zip(runs, loop.run(_measure([*runs.values()], repeats, clients)), strict=True))
    if json:
        results = {name: _as_json(report) for name, report in reports.items()}
        print_json(results if compare else next(iter(results.values())))
        return
    for name, report in reports.items():
        if compare:
            line(f"— {name}")
        line("\n".join(_lines(report)))


async def _measure(
    runs: Sequence[Mapping[str, Any]], repeats: int, clients: int
) -> tuple[LatencyReport, ...]:
    from wyoming_morgan.bench.latency import bench_latency
    from wyoming_morgan.bench.server import running_server

    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(running_server(settings)) for settings in runs]
        return await bench_latency(servers, repeats=repeats, clients=clients)


def _lines(report: LatencyReport) -> Iterator[str]:
    width = max(len(entry.name) for entry in report.measures)
    yield f"{'milliseconds':<{width}}   p50    p90    p99      n"
    for entry in report.measures:
        p50, p90, p99 = (entry.percentile(percent) for percent in (50, 90, 99))
        yield f"{entry.name:<{width}} {p50:5.0f}  {p90:5.0f}  {p99:5.0f}  {len(entry.samples):5}"


def _as_json(report: LatencyReport) -> dict[str, list[float]]:
    return {entry.name: [round(sample * 1000, 2) for sample in entry.samples] for entry in report.measures}
