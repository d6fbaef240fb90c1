"""`morgan bench speaking`: how much of what Morgan says is understood."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import examples, line, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.speaking import SpokenReply

EXAMPLES = examples(
    "morgan bench speaking",
    "morgan bench speaking --set tts.engine=piper --set stt.engine=faster-whisper --errors",
)


def speaking(
    *,
    assign: Assign = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show what was heard otherwise.")] = False,
    json: Json = False,
) -> None:
    """Measure how well Morgan is understood: everyday replies are spoken, and heard again by the recognizer.

    Set a recognizer that hears any speech: the built-in one knows only commands.
    """
    from dataclasses import asdict

    from wyoming_morgan import loop
    from wyoming_morgan.bench.server import running_server
    from wyoming_morgan.bench.speaking import bench_speaking
    from wyoming_morgan.cli import assignments

    settings = assignments.current((*(assign or ()), "stt.ear.nearest_command=false"))

    async def spoken() -> tuple[SpokenReply, ...]:
        async with running_server(settings) as server:
            return await bench_speaking(server)

    replies = loop.run(spoken())
    if json:
        print_json([asdict(reply) for reply in replies])
        return
    words, matches = sum(reply.words for reply in replies), sum(reply.matches for reply in replies)
    seconds = sum(reply.processor_seconds for reply in replies)
    line(f"{matches} of {words} words of {len(replies)} replies came back ({matches / words:.1%})")
    line(f"{seconds / len(replies):.2f} seconds of the processor for each reply")
    if errors:
        for reply in replies:
            if reply.matches < reply.words:
                line(f"{reply.text}\n  {reply.heard}")
