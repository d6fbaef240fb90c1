"""`morgan bench hearing`: how well Morgan hears, and the effect of a setting on it."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.hearing_options import Compare, Distance, Level, Noise, Quieter
from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import examples, notice

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
    distance: Distance = 0.0,
    noise: Noise = None,
    level: Level = None,
    quieter: Quieter = 0.0,
    assign: Assign = None,
    compare: Compare = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show wrong transcripts.")] = False,
    json: Json = False,
) -> None:
    """Measure how well Morgan hears: recordings in, transcripts and intents out.

    Only the engine that is set is measured: if it cannot be loaded, there are no figures.
    """
    from wyoming_morgan.bench.conditions import HearingConditions
    from wyoming_morgan.bench.recordings import find_home, find_recordings
    from wyoming_morgan.cli import assignments
    from wyoming_morgan.cli.hearing_figures import print_results
    from wyoming_morgan.cli.hearing_run import heard

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
    results = {name: loop.run(heard(run, recordings, room, conditions)) for name, run in runs.items()}
    print_results(results, errors=errors, json=json)
