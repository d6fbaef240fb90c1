"""Where the lane is made, with its lock and its tools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.home_assistant.lane.cache import held, lane_folder
from tests.home_assistant.lane.commands import Commands
from tests.home_assistant.lane.uv import Uv, find_uv


@contextmanager
def workshop(what: str, *, say: Callable[[str], None]) -> Iterator[tuple[Uv, Commands]]:
    """Install something during the block.

    Raises:
        LaneFailed: uv could not be had, or others kept the lane.
    """
    folder = lane_folder()
    with held(folder, alone=True, say=say):
        say(f"installing into {folder}: {what}")
        commands = Commands(folder / "log.txt", say=say)
        with commands.step("uv"):
            uv = find_uv(folder / "tools", commands)
        yield uv, commands
