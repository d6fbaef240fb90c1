"""`morgan bench hearing`: how well Morgan hears, and the effect of a setting on it."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import examples, line, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.conditions import HearingConditions
    from wyoming_morgan.bench.hearing_report import HearingReport
    from wyoming_morgan.bench.recordings import LabeledRecording

EXAMPLES = examples(
    "morgan bench hearing recordings",
    "morgan bench hearing recordings --area Office --distance 4 --noise 15",
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
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="The language of the recordings.")
    ] = "en",
    distance: Annotated[
        float,
        typer.Option(min=0, metavar="METERS", help="Hear every recording from so far away, with echoes."),
    ] = 0.0,
    noise: Annotated[
        float | None,
        typer.Option(min=-20, max=60, metavar="DB", help="Add noise, this much below the speech."),
    ] = None,
    level: Annotated[
        float | None,
        typer.Option(min=-80, max=0, metavar="DB", help="Bring speech to this level below full scale."),
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
    """Measure how well Morgan hears: recordings in, transcripts and intents out.

    Only the engine that is set is measured: if it cannot be loaded, there are no figures.
    """
    from wyoming_morgan.bench.conditions import HearingConditions
    from wyoming_morgan.bench.recordings import find_home, find_recordings
    from wyoming_morgan.cli import assignments
    from wyoming_morgan.cli.hearing_figures import as_json, lines, wrong_rows

    conditions = HearingConditions(distance=distance, noise=noise, level=level, quieter=quieter)
    home = find_home(folder)
    recordings = find_recordings(folder, language)
    room = area or home.first_area
    notice(f"{len(recordings)} recordings, {'home of ' + str(home.path) if home.path else 'no home.yaml'}")
    languages = list(dict.fromkeys(recording.language for recording in recordings))
    settings = assignments.current(assign or (), {"core": {"home": home.settings, "languages": languages}})
    runs = {" ".join(assign or ()) or "as it is": settings}
    if compare:
        runs[" ".join(compare)] = assignments.current(compare, settings)
    results = {name: loop.run(_measure(run, recordings, room, conditions)) for name, run in runs.items()}
    if json:
        print_json({name: [as_json(report) for report in reports] for name, reports in results.items()})
        return
    for name, reports in results.items():
        if compare:
            line(f"— {name}")
        for report in reports:
            line("\n".join(lines(report)))
            if errors:
                line("\n".join(wrong_rows(report.figures)))


async def _measure(
    settings: Mapping[str, Any],
    recordings: Sequence[LabeledRecording],
    area: str | None,
    conditions: HearingConditions,
) -> tuple[HearingReport, ...]:
    from wyoming_morgan.app.decoding import IsolatedDecoder
    from wyoming_morgan.bench.hearing import bench_hearing
    from wyoming_morgan.bench.server import running_server
    from wyoming_morgan.http.settings import HttpSettings

    decoder = IsolatedDecoder(parallel=1, queue=0, seconds=HttpSettings().decode_seconds)
    try:
        async with running_server(settings) as server:
            return await bench_hearing(server, recordings, decoder, area=area, conditions=conditions)
    finally:
        await decoder.close()
