"""`morgan bench`: figures of this machine, taken from a Morgan of its own over its sockets."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wyoming_morgan.cli.options import Json
from wyoming_morgan.cli.output import Commands, examples, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.hearing import HearingReport
    from wyoming_morgan.bench.latency import LatencyReport

app = typer.Typer(
    cls=Commands,
    help="Measure this machine. A server of its own is started on free ports, and stopped afterwards.",
    epilog=examples("morgan bench hearing recordings", "morgan bench latency"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(
    epilog=examples("morgan bench hearing recordings", "morgan bench hearing recordings --area Office")
)
def hearing(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="Recordings, with transcripts.tsv (file, speaker, text) beside and home.yaml above them.",
        ),
    ],
    *,
    area: Annotated[
        str | None, typer.Option(metavar="NAME", help="The room of the speaker; by default the home's first.")
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show what was heard wrong.")] = False,
    json: Json = False,
) -> None:
    """Measure how well Morgan hears: recordings in, transcripts and intents out."""
    from wyoming_morgan.bench.hearing import bench_hearing, find_home, find_recordings
    from wyoming_morgan.bench.server import running_server

    home = find_home(folder)
    recordings = find_recordings(folder)
    room = area or home.first_area
    notice(f"{len(recordings)} recordings, {'home of ' + str(home.path) if home.path else 'no home.yaml'}")

    async def measure() -> tuple[HearingReport, ...]:
        async with running_server({"core": {"home": home.settings}}) as server:
            return await bench_hearing(server, recordings, area=room)

    reports = asyncio.run(measure())
    if json:
        print_json([_as_json(report) for report in reports])
        return
    for report in reports:
        typer.echo("\n".join(_lines(report)))
        if errors:
            typer.echo("\n".join(_mistakes(report)))


@app.command(epilog=examples("morgan bench latency", "morgan bench latency --repeats 50 --json"))
def latency(
    *,
    repeats: Annotated[int, typer.Option(min=1, metavar="N", help="How often each is measured.")] = 20,
    clients: Annotated[int, typer.Option(min=1, metavar="N", help="Clients that speak at once.")] = 4,
    json: Json = False,
) -> None:
    """Measure how fast Morgan answers, in real time and with its built-in voice as the speaker."""
    from wyoming_morgan.bench.latency import bench_latency
    from wyoming_morgan.bench.server import running_server

    async def measure() -> LatencyReport:
        async with running_server() as server:
            return await bench_latency(server, repeats=repeats, clients=clients)

    notice(f"this takes about {repeats * 10 // 60 + 1} minutes")
    report = asyncio.run(measure())
    if json:
        print_json(
            {each.name: [round(sample * 1000, 2) for sample in each.samples] for each in report.measures}
        )
        return
    width = max(len(each.name) for each in report.measures)
    typer.echo(f"{'milliseconds':<{width}}   p50    p90    p99      n")
    for each in report.measures:
        p50, p90, p99 = (each.percentile(percent) for percent in (50, 90, 99))
        typer.echo(f"{each.name:<{width}} {p50:5.0f}  {p90:5.0f}  {p99:5.0f}  {len(each.samples):5}")


@app.command(epilog=examples("morgan bench start", "morgan bench start --repeats 10"))
def start(
    *,
    repeats: Annotated[int, typer.Option(min=1, metavar="N", help="How often it is started.")] = 5,
    json: Json = False,
) -> None:
    """Measure how soon Morgan is ready, and how much memory it holds when idle."""
    from dataclasses import asdict

    from wyoming_morgan.bench.start import bench_start

    starts = asyncio.run(bench_start(repeats=repeats))
    if json:
        print_json([asdict(each) for each in starts])
        return
    typer.echo("ready after   resident   without shared pages")
    for each in starts:
        resident, proportional = each.resident_megabytes, each.proportional_megabytes
        typer.echo(f"{each.ready_seconds:9.2f} s {resident:7.0f} MB {proportional:16.0f} MB")


def _lines(report: HearingReport) -> Iterator[str]:
    yield f"{report.folder}"
    if report.spoken:
        share = 100 * report.right / len(report.commands) if report.commands else 0
        yield f"  said to Morgan                 {len(report.spoken)}"
        yield f"  understood when read           {len(report.commands)}"
    if report.commands:
        yield f"  right intent and slots         {report.right} ({share:.1f} %)"
        yield f"  word error rate                {100 * report.word_error_rate:.1f} %"
    if report.others:
        yield f"  no command                     {len(report.others)}"
        yield f"  taken for a command            {report.false_commands}"


def _mistakes(report: HearingReport) -> Iterator[str]:
    for row in report.rows:
        if not row.right:
            yield f"  {row.recording.path.name}: {row.recording.text!r} → {row.transcript!r}"


def _as_json(report: HearingReport) -> dict[str, Any]:
    return {
        "folder": str(report.folder),
        "spoken": len(report.spoken),
        "commands": len(report.commands),
        "right": report.right,
        "word_error_rate": round(report.word_error_rate, 4),
        "others": len(report.others),
        "false_commands": report.false_commands,
        "recordings": [
            {
                "file": row.recording.path.name,
                "speaker": row.recording.speaker,
                "said": row.recording.text,
                "heard": row.transcript,
                "right": row.right,
                "intents": _named(row.recognized),
            }
            for row in report.rows
        ],
    }


def _named(intents: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> list[dict[str, Any]]:
    return [{"name": name, "slots": dict(slots)} for name, slots in intents]
