"""The commands of the home that sound most like a text, for people who were not understood."""

from __future__ import annotations

from wyoming_morgan.app.vocabulary import HomeVocabulary
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.commands.finder import CommandFinder
from wyoming_morgan.engines.contract.stt import Alternative

_FARTHEST = 0.35
"""Other speech is farther than 0.3: see `NearCommand.distance`. For a hint, a little more is near enough."""


async def nearest_commands(config: Config, text: str, language: str, *, most: int = 3) -> tuple[str, ...]:
    """Return the nearest commands, the nearest first; none in a home without names.

    Raises:
        EngineUnavailable, EngineFailed: they cannot be compared.
    """
    core = config.core
    vocabulary = HomeVocabulary(core.agent.guard).of(core.home.home())
    finder = CommandFinder(vocabulary, core.languages, core.folders.cache)
    try:
        await finder.load()
        commands = await finder.nearest((Alternative(text),), language)
    finally:
        await finder.close()
    near = sorted(
        (command for command in commands if command.distance <= _FARTHEST), key=lambda one: one.distance
    )
    return tuple(dict.fromkeys(command.text for command in near))[:most]
