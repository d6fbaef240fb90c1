"""`morgan bench loop`: how long a server that has a lot to do makes others wait."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import Json
from wyoming_morgan.cli.output import examples, line, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.loop import LoopPhase

EXAMPLES = examples("morgan bench loop", "morgan bench loop --entities 200 --facts 20 --seconds 5")


def loop(
    *,
    seconds: Annotated[float, typer.Option(min=0, metavar="N", help="Seconds of each kind of work.")] = 20.0,
    entities: Annotated[int, typer.Option(min=1, metavar="N", help="Entities of the home.")] = 5000,
    facts: Annotated[int, typer.Option(min=0, metavar="N", help="Facts about the speaker.")] = 1000,
    events: Annotated[
        float, typer.Option(min=0.1, metavar="N", help="Changes of the home in each second.")
    ] = 10.0,
    json: Json = False,
) -> None:
    """Measure how long others wait while a large home changes and a model writes: stand-ins do both."""
    from wyoming_morgan import loop as event_loop
    from wyoming_morgan.bench.loop import bench_loop

    notice(f"this takes about {(5 * seconds + facts / 10 + 10) / 60:.0f} minutes")
    phases = event_loop.run(bench_loop(seconds=seconds, entities=entities, facts=facts, events=events))
    if json:
        print_json({phase.name: [round(wait.own * 1000, 2) for wait in phase.waits] for phase in phases})
        return
    line("\n".join(_lines(phases)))


def _lines(phases: tuple[LoopPhase, ...]) -> list[str]:
    width = max(len(phase.name) for phase in phases)
    return [
        f"{'milliseconds':<{width}}    p50    p90    p99  longest  by work  on this machine      n",
        *(
            f"{phase.name:<{width}} {_ms(phase.percentile(50))} {_ms(phase.percentile(90))}"
            f" {_ms(phase.percentile(99))} {_ms(phase.longest):>8} {_ms(phase.longest_by_work):>8}"
            f" {_ms(phase.longest_in_all):>16} {len(phase.waits):6}"
            for phase in phases
        ),
        "By work: only as long as the server itself took a processor.",
        "On this machine: also the time that it was busy with other programs.",
    ]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:6.1f}"
