"""`morgan bench`: figures of this machine, measured over the sockets of a separate server."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli import (
    assignments,
    bench_agent,
    bench_chat,
    bench_hearing,
    bench_latency,
    bench_loop,
    bench_overheard,
    bench_pauses,
    bench_speaking,
)
from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import CommandGroup, examples, line, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.load import LoadReport

app = typer.Typer(
    cls=CommandGroup,
    help="Measure this machine. A separate server is started on free ports, and stopped afterwards.",
    epilog=examples("morgan bench hearing recordings", "morgan bench latency"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command(epilog=bench_hearing.EXAMPLES)(bench_hearing.hearing)
app.command(epilog=bench_overheard.EXAMPLES)(bench_overheard.overheard)
app.command(epilog=bench_speaking.EXAMPLES)(bench_speaking.speaking)
app.command(epilog=bench_pauses.EXAMPLES)(bench_pauses.pauses)
app.command(epilog=bench_agent.EXAMPLES)(bench_agent.agent)
app.command(epilog=bench_chat.EXAMPLES)(bench_chat.chat)
app.command(epilog=bench_loop.EXAMPLES)(bench_loop.loop)
app.command(epilog=bench_latency.EXAMPLES)(bench_latency.latency)


@app.command(
    epilog=examples(
        "morgan bench load",
        "morgan bench load --clients 8 --set stt.engine=faster-whisper --set stt.limits.parallel=2",
    )
)
def load(
    *,
    clients: Annotated[int, typer.Option(min=1, metavar="N", help="Clients that speak at once.")] = 8,
    rounds: Annotated[int, typer.Option(min=1, metavar="N", help="How often they do.")] = 5,
    assign: Assign = None,
    json: Json = False,
) -> None:
    """Measure several clients that speak at once: errors, waiting times, order of replies, and memory."""
    from dataclasses import asdict

    from wyoming_morgan.bench.latency import spoken_phrases
    from wyoming_morgan.bench.load import bench_load
    from wyoming_morgan.bench.server import running_server

    async def measure() -> LoadReport:
        async with running_server(assignments.current(assign or ())) as server:
            return await bench_load(server, await spoken_phrases(server), clients=clients, rounds=rounds)

    report = loop.run(measure())
    if json:
        print_json(asdict(report))
        return
    line("\n".join(_load_lines(report)))


def _load_lines(report: LoadReport) -> Iterator[str]:
    waits = sorted(report.waits)
    yield f"clients at once      {report.clients}, {len(report.rounds)} times"
    yield f"errors               {len(report.errors)}{': ' + report.errors[0] if report.errors else ''}"
    if waits:
        yield f"sent → transcript    {waits[len(waits) // 2]:.2f} s in the middle, {waits[-1]:.2f} s at most"
    yield f"overtaken by         {report.overtaken} at most"
    yield f"memory               {report.megabytes_before:.0f} MB before, {report.megabytes_peak:.0f} at most"


@app.command(epilog=examples("morgan bench overhead faster-whisper/base"))
def overhead(
    model: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="A model of faster-whisper by its name, or its folder."),
    ],
    *,
    passes: Annotated[int, typer.Option(min=1, metavar="N", help="How often both are measured.")] = 5,
    threads: Annotated[int, typer.Option(min=1, metavar="N", help="Threads of one decode.")] = 2,
    json: Json = False,
) -> None:
    """Measure the processor time that Morgan takes beyond faster-whisper itself."""
    from dataclasses import asdict

    from wyoming_morgan.bench.latency import spoken_phrases
    from wyoming_morgan.bench.overhead import bench_overhead, seconds_of
    from wyoming_morgan.bench.server import running_server
    from wyoming_morgan.cli.models import model_folder

    async def speak() -> list[bytes]:
        async with running_server(services=["tts"]) as server:
            return await spoken_phrases(server)

    folder = model_folder(model)
    utterances = loop.run(speak())
    results = loop.run(bench_overhead(folder, utterances, passes=passes, threads=threads))
    if json:
        print_json([asdict(result) for result in results])
        return
    notice(f"{len(utterances)} utterances, {seconds_of(utterances):.1f} s of speech")
    line("processor seconds   Morgan    bare   more")
    for result in results:
        line(f"{'':<18} {result.server:7.2f} {result.bare:7.2f} {result.percent:5.1f} %")
    total, bare = sum(result.server for result in results), sum(result.bare for result in results)
    line(f"{'together':<18} {total:7.2f} {bare:7.2f} {100 * (total / bare - 1):5.1f} %")


@app.command(epilog=examples("morgan bench start", "morgan bench start --repeats 10"))
def start(
    *,
    repeats: Annotated[int, typer.Option(min=1, metavar="N", help="How often it is started.")] = 5,
    json: Json = False,
) -> None:
    """Measure how soon Morgan is ready, and how much memory it holds when idle."""
    from dataclasses import asdict

    from wyoming_morgan.bench.start import bench_start

    starts = loop.run(bench_start(repeats=repeats))
    if json:
        print_json([asdict(entry) for entry in starts])
        return
    line("ready after   resident   without shared pages")
    for entry in starts:
        resident, proportional = entry.resident_megabytes, entry.proportional_megabytes
        line(f"{entry.ready_seconds:9.2f} s {resident:7.0f} MB {proportional:16.0f} MB")
