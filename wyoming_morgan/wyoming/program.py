"""Programs: the services that one port offers, each with an adapter for every connection.

A new program is a file in `programs/`, and a line in the table of `serving/programs.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wyoming import info
from wyoming.event import Event
from wyoming.info import Info

from wyoming_morgan.engines.contract.engine import Attribution
from wyoming_morgan.wyoming.reporter import Send
from wyoming_morgan.wyoming.settings import WyomingSettings
from wyoming_morgan.wyoming.turns import TurnQueue

Handler = Callable[[Event], Awaitable[None]]
"""Handles one event of a client; an error that it raises is sent to the client, with `Adapter.ends`."""


@dataclass(frozen=True, slots=True)
class About:
    """A program's description for clients. Home Assistant titles its card by the recognizer's `name`."""

    name: str
    description: str
    attribution: Attribution
    version: str

    def artifact(self) -> dict[str, Any]:
        """Return the fields that every program, model and voice has in `info`."""
        return {
            "name": self.name,
            "description": self.description,
            "attribution": info.Attribution(name=self.attribution.name, url=self.attribution.url),
            "installed": True,
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class AdapterContext:
    """What a connection hands to an adapter. Each adapter has its own queue of turns."""

    send: Send
    turns: TurnQueue
    settings: WyomingSettings


class Adapter:
    """One program on one connection: the base of all adapters, for a program that takes no audio."""

    handlers: Mapping[str, Handler]
    """The handler of each event type. Audio events reach it only while this adapter is the listener."""
    listens: bool = False
    """Whether it handles audio. If so, its requests make it the connection's listener."""

    @property
    def waiting(self) -> bool:
        """Whether a running turn waits for more events from the client."""
        return False

    def ends(self, event: Event) -> Sequence[Event]:
        """Return what ends the wait of a client whose event was refused."""
        del event
        return ()

    def leave(self) -> None:
        """Stop listening: audio goes to another adapter from now on."""

    async def close(self) -> None:
        """Release all resources; the turns have ended."""


class Program(Protocol):
    """A service of a port."""

    @property
    def about(self) -> About:
        """Its description; `select-program` knows it by the `name`."""

    @property
    def domains(self) -> tuple[str, ...]:
        """The protocol's names for what it offers, such as `asr`."""

    def describe(self, info: Info, settings: WyomingSettings) -> None:
        """Add itself to the reply to `describe`."""

    def open(self, context: AdapterContext) -> Adapter:
        """Return its adapter for a new connection."""


def build_info(programs: Sequence[Program], settings: WyomingSettings) -> Info:
    """Describe the programs. Home Assistant needs at least one language for every model and voice."""
    described = Info()
    for program in programs:
        program.describe(described, settings)
    return described


def domains(programs: Sequence[Program]) -> tuple[str, ...]:
    """Return the protocol's domains that the programs serve."""
    return tuple(domain for program in programs for domain in program.domains)
