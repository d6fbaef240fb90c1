"""`morgan ask`."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import ConfigDir, Json, Language, load_configuration
from wyoming_morgan.cli.output import examples, line, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.cli.local import DryRun

EXAMPLES = examples(
    'morgan ask "turn on the kitchen light"',
    'morgan ask "what time is it" --json',
    'morgan ask "turn off the lights" --area kitchen',
)

_SENTENCES = ("turn on the kitchen light", "is the front door locked", "set a timer for five minutes")


def ask(
    text: Annotated[str, typer.Argument(help="The words to say to Morgan.")],
    *,
    language: Language = None,
    area: Annotated[str | None, typer.Option(metavar="NAME", help="The area in which they are said.")] = None,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """Show what Morgan would do and say, without doing it."""
    from wyoming_morgan.agent.contract import TurnRequest
    from wyoming_morgan.cli import local

    config = load_configuration(config_dir).config
    request = TurnRequest(text=text, language=language, area=area)
    run = loop.run(local.ask(config, request))
    if json:
        print_json(_as_json(run))
    else:
        _print(run)


def _as_json(run: DryRun) -> dict[str, object]:
    return {
        "outcome": run.done.outcome.value,
        "intents": [
            {"name": intent.name, "slots": intent.slots, "response": intent.response}
            for intent in run.intents
        ],
        "text": run.done.text,
        "language": run.done.language,
        "path": run.done.path,
        "nearest": run.nearest,
        "timings_ms": run.timings,
    }


def _print(run: DryRun) -> None:
    from wyoming_morgan.agent.contract import Outcome

    for intent in run.intents:
        line(intent.name)
        width = max((len(name) for name in intent.slots), default=0)
        for name, value in intent.slots.items():
            words = ", ".join(map(str, value)) if isinstance(value, tuple | list) else value
            line(f"  {name.ljust(width)}  {words}")
        if intent.response:
            line(f'  reply when done: "{intent.response}"')
    if run.done.text:
        line(f'"{run.done.text}"')
    if run.done.outcome is Outcome.NOT_HANDLED:
        if run.nearest:
            notice(f"nearest: {'; '.join(run.nearest)}")
        else:
            notice(f"it understands, for example: {'; '.join(_SENTENCES)}")
    if run.intents:
        notice("dry run: Home Assistant executes intents only for satellites and its own voice assistant")
