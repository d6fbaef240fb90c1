"""What the agent makes of a text: the commands in it, those that it asks about first, or its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from wyoming_morgan.bench.agent_scoring import ASKING
from wyoming_morgan.bench.server import ServerProcess
from wyoming_morgan.errors import EngineFailed

_CLOCK = "clock"
_ASKING = ("HassGet", "MorganGet")
"""How the names of intents begin that look something up."""

Intents = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Intents as (name, sorted slots); values are in lower case, since no two things differ by that alone."""


@dataclass(frozen=True, slots=True)
class AgentReading:
    """How the agent reads a text; empty if it understands no command in it."""

    intents: Intents = ()
    """The commands that are carried out at once."""
    held: Intents = ()
    """The commands that the guard asks about first: what they are, not the words of the question."""
    answer: str = ""
    """What it answers by itself, such as the time."""

    def __bool__(self) -> bool:
        return bool(self.intents or self.held or self.answer)

    @property
    def commands(self) -> Intents:
        """All commands, guarded or not."""
        return self.intents + self.held

    @property
    def acts(self) -> bool:
        """Whether a command changes something; otherwise all of them only ask."""
        return any(name not in ASKING and not name.startswith(_ASKING) for name, _ in self.commands)


@dataclass(frozen=True, slots=True)
class AgentListener:
    """Who says something to the agent of a running server, and where."""

    session: aiohttp.ClientSession
    server: ServerProcess
    area: str | None = None

    async def read(self, text: str, language: str) -> AgentReading:
        """Return how the agent reads a text, by `POST /api/text`.

        Raises:
            EngineFailed: the server refuses it.
        """
        if not text.strip():
            return AgentReading()
        body: dict[str, Any] = {
            "text": text,
            "language": language,
            "user_id": "bench",
            "metadata": {"trace": True},
        }
        if self.area is not None:
            body["area"] = self.area
        async with self.session.post(f"{self.server.http}/api/text", json=body) as response:
            answer = await response.json()
            if response.status != HTTPStatus.OK:
                raise EngineFailed(
                    f"the server does not answer {text!r}: {answer}", hint="check the server's log"
                )
        return reading_of(answer)


def reading_of(answer: Mapping[str, Any]) -> AgentReading:
    """Read the JSON of `/api/text`, with its trace."""
    intents = _intents((intent["name"], intent["slots"]) for intent in answer["intents"])
    held = _intents((action["name"], action["arguments"]) for action in answer["trace"]["held"])
    if intents or held or answer["outcome"] != "handled":
        return AgentReading(intents, held)
    return AgentReading(answer=f"{answer['path']}: {_lasting(answer)}")


def _lasting(answer: Mapping[str, Any]) -> str:
    """Return what an answer is about: its words; what was asked where the clock gives others each minute."""
    if answer["path"] != _CLOCK:
        return str(answer["text"]).casefold()
    return next((step["detail"] for step in answer["trace"]["steps"] if step["what"] == "grammar"), "")


def _intents(named: Any) -> Intents:
    return tuple(
        (name, tuple(sorted((slot, _folded(value)) for slot, value in slots.items())))
        for name, slots in named
    )


def _folded(value: Any) -> str:
    alone = value[0] if isinstance(value, list) and len(value) == 1 else value
    return str(alone).casefold()
