"""`morgan bench hearing`: how well Morgan hears, and the effect of a setting on it."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import examples, line, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.hearing import HearingReport, LabeledRecording

EXAMPLES = examples(
    "morgan bench hearing recordings",
    "morgan bench hearing recordings --area Office",
    "morgan bench hearing recordings --quieter 40 --compare stt.ear.level=false",
    "morgan bench hearing recordings --set stt.engine=faster-whisper "
    "--compare stt.engines.faster-whisper.short_context=true",
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
    quieter: Annotated[
        float,
        typer.Option(min=0, max=90, metavar="DB", help="Attenuate every recording by this much."),
    ] = 0.0,
    assign: Assign = None,
    compare: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Measure again with these settings, too; may be repeated."),
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show wrong transcripts.")] = False,
    json: Json = False,
) -> None:
    """Measure how well Morgan hears: recordings in, transcripts and intents out."""
    from wyoming_morgan.bench.hearing import find_home, find_recordings
    from wyoming_morgan.cli import assignments

    home = find_home(folder)
    recordings = find_recordings(folder)
    room = area or home.first_area
    notice(f"{len(recordings)} recordings, {'home of ' + str(home.path) if home.path else 'no home.yaml'}")
    settings = assignments.current(assign or (), {"core": {"home": home.settings}})
    runs = {" ".join(assign or ()) or "as it is": settings}
    if compare:
        runs[" ".join(compare)] = assignments.current(compare, settings)
    results = {name: loop.run(_measure(run, recordings, room, quieter)) for name, run in runs.items()}
    if json:
        print_json({name: [_as_json(report) for report in reports] for name, reports in results.items()})
        return
    for name, reports in results.items():
        if compare:
            line(f"— {name}")
        for report in reports:
            line("\n".join(_lines(report)))
            if errors:
                line("\n".join(_wrong_rows(report)))


async def _measure(
    settings: Mapping[str, Any], recordings: Sequence[LabeledRecording], area: str | None, quieter: float
) -> tuple[HearingReport, ...]:
    from wyoming_morgan.app.decoding import IsolatedDecoder
    from wyoming_morgan.bench.hearing import bench_hearing
    from wyoming_morgan.bench.server import running_server
    from wyoming_morgan.http.settings import HttpSettings

    decoder = IsolatedDecoder(parallel=1, queue=0, seconds=HttpSettings().decode_seconds)
    try:
        async with running_server(settings) as server:
            return await bench_hearing(server, recordings, decoder, area=area, quieter=quieter)
    finally:
        await decoder.close()


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


def _wrong_rows(report: HearingReport) -> Iterator[str]:
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
