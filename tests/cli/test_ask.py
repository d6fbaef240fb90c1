"""`morgan ask`: intents and replies, without executing anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Morgan = Callable[..., Result]


def test_ask_shows_intents_and_does_nothing(morgan: Morgan) -> None:
    result = morgan("ask", "turn on the kitchen light")
    assert result.exit_code == 0
    assert result.stdout.startswith("HassTurnOn\n  name    kitchen light\n")
    assert "dry run" in result.stderr


def test_ask_speaks_json(morgan: Morgan, folder: Path) -> None:
    (folder / "core.yaml").write_text(
        "home:\n  areas: [Kitchen]\n  entities: [{name: Ceiling, domain: light, area: Kitchen}]\n"
    )
    reply = json.loads(morgan("ask", "turn off the lights in the kitchen", "--json").stdout)
    assert reply["outcome"] == "intents"
    assert reply["intents"][0]["name"] == "HassTurnOff"
    assert reply["intents"][0]["slots"]["area"] == "Kitchen"


def test_ask_says_when_nothing_is_understood(morgan: Morgan) -> None:
    reply = json.loads(morgan("ask", "colorless green ideas", "--json").stdout)
    assert reply["outcome"] == "not-handled"
    assert reply["intents"] == []
    assert reply["text"]


def test_what_is_not_understood_is_answered_with_the_nearest_commands_of_the_home(
    morgan: Morgan, folder: Path
) -> None:
    (folder / "core.yaml").write_text(
        "home: {entities: [{name: Front door, domain: lock}, {name: Ceiling, domain: light}]}\n"
    )
    result = morgan("ask", "lick the front store")
    assert result.exit_code == 0
    [hint] = [line for line in result.stderr.splitlines() if line.startswith("nearest: ")]
    assert "lock the front door" in hint
    reply = json.loads(morgan("ask", "lick the front store", "--json").stdout)
    assert "lock the front door" in reply["nearest"]


def test_what_is_near_nothing_is_answered_with_sentences_that_are_understood(morgan: Morgan) -> None:
    assert "it understands, for example: turn on" in morgan("ask", "colorless green ideas").stderr


def test_an_unknown_language_is_an_error_with_a_hint(morgan: Morgan) -> None:
    result = morgan("ask", "hello", "--language", "tlh")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "\nhint: " in result.stderr
