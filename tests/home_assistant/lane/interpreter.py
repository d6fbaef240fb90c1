"""A Python that Home Assistant runs on: one that is here, else uv's download, else Debian's packages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.home_assistant.lane import debian
from tests.home_assistant.lane.commands import Commands
from tests.home_assistant.lane.failure import LaneFailed
from tests.home_assistant.lane.uv import Uv

WANTED = ">=3.14.2,<3.15"
_INSTALL = "install Python 3.14.2 or newer with its headers, such as python3.14 and python3.14-dev"
_DOWNLOADED = "3.14"
_INCLUDE = "import sysconfig; print(sysconfig.get_path('include'))"


def find_python(folder: Path, uv: Uv, commands: Commands, *, say: Callable[[str], None]) -> Path:
    """Return an interpreter, with the headers that two of Home Assistant's requirements compile against.

    Raises:
        LaneFailed: there is none in any of the three ways.
    """
    ways: tuple[tuple[str, Callable[[], Path]], ...] = (
        ("a Python of this machine", lambda: _existing(uv, commands)),
        ("uv's download", lambda: _downloaded(uv, commands)),
        ("Debian's packages", lambda: debian.make_python(folder, uv, commands)),
    )
    problems: list[str] = []
    for name, way in ways:
        try:
            with commands.step(f"Python: {name}"):
                return way()
        except LaneFailed as problem:
            say(f"          Python: not {name}")
            problems.append(f"  {name}: {problem.message}")
    raise LaneFailed(
        "\n".join(["there is no Python 3.14 for Home Assistant", *problems]),
        hint=_INSTALL,
    )


def _existing(uv: Uv, commands: Commands) -> Path:
    find = ("python", "find", "--no-python-downloads", "--system", WANTED)
    python = Path(uv(*find, seconds=30, hint=_INSTALL).strip())
    include = commands.run([python, "-c", _INCLUDE], seconds=30, hint=_INSTALL).strip()
    if not Path(include, "Python.h").is_file():
        raise LaneFailed(f"{python} has no headers", hint=_INSTALL)
    return python


def _downloaded(uv: Uv, commands: Commands) -> Path:
    uv("python", "install", _DOWNLOADED, seconds=300)
    return _existing(uv, commands)
