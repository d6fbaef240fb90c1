"""`morgan ask`."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import ConfigDir, Json, Language, load_configuration
from wyoming_morgan.cli.output import examples, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.cli.local import Answer

EXAMPLES = examples(
    'morgan ask "turn on the kitchen light"',
    'morgan ask "what time is it" --json',
    'morgan ask "turn off the lights" --area kitchen',
)


def ask(
    text: Annotated[str, typer.Argument(help="What would be said to Morgan.")],
    *,
    language: Language = None,
    area: Annotated[
        str | None, typer.Option(metavar="NAME", help="The area in which it would be said.")
    ] = None,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """Show what Morgan would do and say, without doing it."""
    from wyoming_morgan.agent.contract import TurnRequest
    from wyoming_morgan.cli import local

    config = load_configuration(config_dir).config
    request = TurnRequest(text=text, language=language, area=area)
    answer = asyncio.run(local.ask(config, request))
    if json:
        print_json(_as_json(answer))
    else:
        _print(answer)


def _as_json(answer: Answer) -> dict[str, object]:
    return {
        "outcome": answer.done.outcome.value,
        "intents": [
            {"name": intent.name, "slots": intent.slots, "response": intent.response}
            for intent in answer.intents
        ],
        "text": answer.done.text,
        "language": answer.done.language,
        "path": answer.done.path,
        "timings_ms": answer.timings,
    }


def _print(answer: Answer) -> None:
    for intent in answer.intents:
        typer.echo(intent.name)
        width = max((len(name) for name in intent.slots), default=0)
        for name, value in intent.slots.items():
            words = ", ".join(map(str, value)) if isinstance(value, tuple | list) else value
            typer.echo(f"  {name.ljust(width)}  {words}")
        if intent.response:
            typer.echo(f'  reply when done: "{intent.response}"')
    if answer.done.text:
        typer.echo(f'"{answer.done.text}"')
    if answer.intents:
        notice("nothing was done: Home Assistant acts when a satellite or its own voice assistant asks")
