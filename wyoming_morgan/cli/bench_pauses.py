"""`morgan bench pauses`: whether a pause within a command loses it, and how soon a whole one is over."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import examples, line, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.pauses import PauseReport
    from wyoming_morgan.bench.recordings import LabeledRecording

EXAMPLES = examples(
    "morgan bench pauses recordings",
    "morgan bench pauses recordings --pause 0.8 --errors",
    "morgan bench pauses recordings --set stt.ear.patience.by_words=false",
)
_PAUSES = (0.3, 0.6, 1.0)


def pauses(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="English recordings, with transcripts.tsv (file, speaker, text) beside and home.yaml above.",
        ),
    ],
    *,
    pause: Annotated[
        list[float] | None,
        typer.Option(min=0.05, max=5, metavar="SECONDS", help="A pause; may be repeated. [0.3, 0.6 and 1]"),
    ] = None,
    commands: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many recordings are taken, evenly from all.")
    ] = 20,
    clients: Annotated[int, typer.Option(min=1, metavar="N", help="Clients that speak at once.")] = 2,
    area: Annotated[
        str | None, typer.Option(metavar="NAME", help="The room of the speaker; by default the home's first.")
    ] = None,
    assign: Assign = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show what pauses changed.")] = False,
    json: Json = False,
) -> None:
    """Put pauses behind each word of recorded commands, and measure what becomes of them, in real time."""
    from wyoming_morgan.bench.pauses import wrong
    from wyoming_morgan.bench.recordings import find_home, find_recordings
    from wyoming_morgan.cli import assignments

    home = find_home(folder)
    recordings = [recording for recording in find_recordings(folder) if recording.text]
    taken = recordings[:: max(1, len(recordings) // commands)][:commands]
    settings = assignments.current(assign or (), {"core": {"home": home.settings}})
    notice(f"{len(taken)} of {len(recordings)} commands; this takes some minutes")
    report = loop.run(_measured(settings, taken, tuple(pause or _PAUSES), area or home.first_area, clients))
    if json:
        print_json(_as_json(report))
        return
    line("\n".join(_lines(report)))
    if errors:
        for result in wrong(report):
            command = result.command
            mark = "!" if result.other_action else "?" if result.other_question else " "
            line(f"{mark} {command.pause:.1f} s: {command.before} | {command.after} → {result.transcript!r}")


async def _measured(
    settings: Mapping[str, Any],
    recordings: Sequence[LabeledRecording],
    pauses: Sequence[float],
    area: str | None,
    clients: int,
) -> PauseReport:
    from wyoming_morgan.app.decoding import IsolatedDecoder
    from wyoming_morgan.bench.pauses import bench_pauses
    from wyoming_morgan.bench.preparation import commands_made
    from wyoming_morgan.bench.server import running_server
    from wyoming_morgan.engines.stt.pocketsphinx.alignment import AlignedWord, WordAligner
    from wyoming_morgan.http.settings import HttpSettings

    aligner = WordAligner()

    async def align(pcm: bytes, text: str) -> tuple[AlignedWord, ...]:
        return await asyncio.to_thread(aligner.align, pcm, text)

    decoder = IsolatedDecoder(parallel=1, queue=0, seconds=HttpSettings().decode_seconds)
    try:
        async with running_server(settings) as server:
            await commands_made(server.http)
            return await bench_pauses(
                server, recordings, decoder, align, pauses=pauses, area=area, clients=clients
            )
    finally:
        await decoder.close()


def _lines(report: PauseReport) -> Iterator[str]:
    columns = f"{'as without it':>16} {'another action':>15} {'another question':>17}"
    yield f"{'pause':<8} {'commands':>8} {columns}"
    for pause in report.pauses:
        results = report.of(pause)
        if not pause:
            continue
        right = sum(result.right for result in results)
        share = 100 * right / len(results)
        actions = sum(result.other_action for result in results)
        questions = sum(result.other_question for result in results)
        yield f"{pause:4.1f} s   {len(results):8} {right:8} ({share:4.1f} %) {actions:15} {questions:17}"
    whole = report.of(0.0)
    yield f"without a pause: {len(whole)}, {sum(bool(result.recognized) for result in whole)} understood"
    if report.left_out:
        yield f"left out, as their words are not found in them: {', '.join(report.left_out)}"
    yield f"from the last word to the transcript: {1000 * report.median_wait:.0f} ms in the middle"


def _as_json(report: PauseReport) -> list[dict[str, Any]]:
    return [
        {
            "file": result.command.recording.path.name,
            "before": result.command.before,
            "after": result.command.after,
            "pause": result.command.pause,
            "heard": result.transcript,
            "right": result.right,
            "other_action": result.other_action,
            "other_question": result.other_question,
            "waited_ms": round(1000 * result.waited),
        }
        for result in report.results
    ]
