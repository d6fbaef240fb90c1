"""`python -m bench.http`: what clients of the HTTP door notice, against a running server over real sockets.

Four parts, or those that are named: `speech` (the first audio, beside Wyoming), `slow-readers` (what they
cost a fast client), `barge-in` (how soon Morgan is silent), `long-file` (half an hour to transcribe, and the
memory for it). Each has a server of its own. On an idle machine all of them take about five minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bench.http.barge_in import WIRE, measure_barge_in
from bench.http.figures import Figure, machine, table
from bench.http.long_file import measure_long_file
from bench.http.long_talk import long_talk
from bench.http.slow_readers import measure_slow_readers
from bench.http.speech import measure_speech
from bench.realtime import spoken
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.bench.server import running_server
from wyoming_morgan.cli import assignments
from wyoming_morgan.errors import MorganError

_PARTS = ("speech", "slow-readers", "barge-in", "long-file")
_COMMANDS = ("turn on the kitchen light", "what time is it", "turn off the kitchen light")
_SETTINGS: dict[str, Any] = {
    "core": {
        "home": {
            "areas": ["Kitchen"],
            "entities": [{"name": "Kitchen Light", "domain": "light", "area": "Kitchen"}],
        },
    },
    # The built-in voice is no human one: the built-in recognizer understands it, but is never sure.
    "stt": {"engines": {"pocketsphinx": {"min_confidence": 0.0}}},
    # Engines are measured, not what was kept of them.
    "tts": {"mouth": {"cache_bytes": 0}},
}


async def measure(parts: Sequence[str], settings: Mapping[str, Any], arguments: argparse.Namespace) -> None:
    """Print what each part came to as soon as it is there, and the table of all times."""
    figures: list[Figure] = []
    for part in parts:
        print(f"{part}: {machine()}", flush=True)
        rows, summary = await _measure(part, settings, arguments)
        figures += rows
        print(summary, flush=True)
    if figures:
        print("\n".join(table(figures)))
    print(f"afterwards: {machine()}")


async def _measure(
    part: str, settings: Mapping[str, Any], arguments: argparse.Namespace
) -> tuple[tuple[Figure, ...], str]:
    match part:
        case "speech":
            async with running_server(settings) as server:
                return await measure_speech(server, arguments.rounds)
        case "slow-readers":
            async with running_server(settings) as server:
                return await measure_slow_readers(server, arguments.readers, arguments.rounds)
        case "barge-in":
            async with long_talk() as models, running_server({"llm": models, **settings}) as server:
                speech = await spoken(server, _COMMANDS[0], WIRE)
                return await measure_barge_in(server, speech, arguments.interruptions)
        case _:
            async with running_server(settings) as server:
                speech_of = {command: await spoken(server, command, SPEECH) for command in _COMMANDS}
                return (), "\n".join((await measure_long_file(server, speech_of, arguments.minutes)).lines)


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.http", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(_PARTS))
    parser.add_argument("--set", action="append", default=[], dest="assign", metavar="NAME=VALUE")
    parser.add_argument("--rounds", type=int, default=40, help="of speech and slow-readers (40)")
    parser.add_argument("--readers", type=int, default=64, help="that read 1 KB a second (64)")
    parser.add_argument("--minutes", type=float, default=30.0, help="of the long file (30)")
    parser.add_argument("--interruptions", type=int, default=12, help="of long replies (12)")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(_PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; parts are {', '.join(_PARTS)}")
    try:
        settings = assignments.current(arguments.assign, _SETTINGS)
    except MorganError as error:
        parser.error(str(error))
    asyncio.run(measure(arguments.parts or _PARTS, settings, arguments))
    return 0


if __name__ == "__main__":
    sys.exit(main())
