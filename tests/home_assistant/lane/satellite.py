"""The program of satellites in rooms, in an environment of its own: it pins an old release of wyoming."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.home_assistant.lane.cache import key_of, lane_folder, made_anew
from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.lane.uv import Uv
from tests.home_assistant.lane.workshop import workshop

VERSION = "1.0.0"

_PACKAGES = (f"wyoming-satellite=={VERSION}", "wyoming==1.4.1", "pyring-buffer==1.0.0")
"""With all it pins but zeroconf, which it does without where its address is typed in: that release has no
wheels for newer Pythons."""


def satellite() -> Environment:
    """Return where the program lies, or will lie."""
    name = f"satellite-{VERSION}"
    folder = lane_folder() / name
    return Environment(VERSION, folder, key_of(name, str(folder), makers=("satellite",)))


def make_satellite(*, say: Callable[[str], None]) -> Environment:
    """Make it if it is missing, and return it.

    Raises:
        LaneFailed: something could not be had.
    """
    made = satellite()
    if not made.ready:
        with workshop(f"wyoming-satellite {VERSION}", say=say) as (uv, commands):
            if not made.ready:
                with made_anew(made.folder, made.key), commands.step(f"wyoming-satellite {VERSION}"):
                    _make(made, uv)
    return made


def _make(made: Environment, uv: Uv) -> None:
    uv("venv", "--quiet", "--allow-existing", "--python", sys.executable, made.folder, seconds=120)
    uv("pip", "install", "--quiet", "--no-deps", "--python", made.python, *_PACKAGES, seconds=300, attempts=3)
