"""`morgan bench overheard`: how often speech that is no command becomes one."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.hearing_options import Compare, Distance, Level, Noise, Quieter
from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import examples, notice

if TYPE_CHECKING:
    from wyoming_morgan.bench.conditions import HearingConditions
    from wyoming_morgan.bench.everyday_speech import EverydaySpeech
    from wyoming_morgan.bench.hearing_report import HearingReport
    from wyoming_morgan.bench.recordings import LabeledRecording

EXAMPLES = examples(
    "morgan bench overheard --language en",
    "morgan bench overheard --set stt.engine=faster-whisper --errors",
    "morgan bench overheard --language de --home home.yaml --compare stt.ear.nearest_command=false",
)


def overheard(
    *,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="TAG", help="Only this language; may be repeated."),
    ] = None,
    voices: Annotated[
        int, typer.Option(min=1, max=20, metavar="N", help="The most voices for each language.")
    ] = 2,
    home: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A home, written like core.home, in place of the built-in one."),
    ] = None,
    distance: Distance = 0.0,
    noise: Noise = None,
    level: Level = None,
    quieter: Quieter = 0.0,
    assign: Assign = None,
    compare: Compare = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show what was taken for a command.")] = False,
    json: Json = False,
) -> None:
    """Measure how often speech that is no command becomes one: everyday talk, television, telephone calls.

    The sentences are spoken by the voices that are there (Kokoro, Piper, else espeak-ng), and kept in the
    cache: the first time takes long.
    """
    from wyoming_morgan.bench.conditions import HearingConditions
    from wyoming_morgan.bench.everyday_speech import everyday_languages, everyday_speech
    from wyoming_morgan.cli import assignments
    from wyoming_morgan.cli.hearing_figures import print_results

    conditions = HearingConditions(distance=distance, noise=noise, level=level, quieter=quieter)
    speech = [everyday_speech(tag) for tag in language or everyday_languages()]
    settings = assignments.current(assign or ())
    recordings = loop.run(_spoken(settings, speech, voices))
    runs = {" ".join(assign or ()) or "as it is": settings}
    if compare:
        runs[" ".join(compare)] = assignments.current(compare, settings)
    results = {
        name: [
            report
            for one in speech
            for report in loop.run(_heard(run, one, recordings[one.language], home, conditions))
        ]
        for name, run in runs.items()
    }
    print_results(results, errors=errors, json=json)


async def _spoken(
    settings: Mapping[str, Any], speech: Sequence[EverydaySpeech], count: int
) -> dict[str, list[LabeledRecording]]:
    """Have every sentence spoken; return the recordings by language."""
    import aiohttp

    from wyoming_morgan.bench.voices import SpokenSentences, chosen_voices, labels, open_voices
    from wyoming_morgan.config.schema import CoreSettings

    folder = CoreSettings().folders.cache / "bench" / "speech"
    tags = [one.language for one in speech]
    spoken: dict[str, list[LabeledRecording]] = {}
    async with open_voices(settings, tags, notice) as voices, aiohttp.ClientSession() as session:
        sentences = SpokenSentences(folder, session)
        for one in speech:
            chosen = chosen_voices(voices, one.language, count)
            notice(
                f"{one.language}: {len(one.sentences)} sentences by {', '.join(labels(chosen)) or 'nobody'}"
            )
            spoken[one.language] = [
                await sentences.speak(voice, one.language, sentence)
                for voice in chosen
                for sentence in one.sentences
            ]
    return spoken


async def _heard(
    settings: Mapping[str, Any],
    speech: EverydaySpeech,
    recordings: Sequence[LabeledRecording],
    home_file: Path | None,
    conditions: HearingConditions,
) -> tuple[HearingReport, ...]:
    from wyoming_morgan.bench.recordings import BenchHome, read_home
    from wyoming_morgan.cli.hearing_run import heard

    home = BenchHome(None, dict(speech.home)) if home_file is None else read_home(home_file)
    core = {**settings.get("core", {}), "home": home.settings, "languages": [speech.language]}
    return await heard({**settings, "core": core}, recordings, home.first_area, conditions)
