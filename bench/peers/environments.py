"""The peers, each in an environment of its own outside of the checkout, with pinned versions."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from wyoming_morgan.errors import EngineUnavailable

_STAMP = "requirements.sha256"
_SECONDS = 900


@dataclass(frozen=True, slots=True)
class PinnedProgram:
    """A program and the versions that are installed with it."""

    name: str
    requirements: tuple[str, ...]

    @property
    def key(self) -> str:
        """What tells an environment of other versions apart."""
        return hashlib.sha256("\n".join((sys.version, *self.requirements)).encode()).hexdigest()


def _same(*packages: str) -> tuple[str, ...]:
    """Pin engines to the releases that Morgan runs: servers are compared, not releases of engines."""
    return tuple(f"{package}=={version(package)}" for package in packages)


def programs() -> dict[str, PinnedProgram]:
    """Return everything that is installed, by name."""
    pinned = (
        PinnedProgram(
            "wyoming-faster-whisper",
            ("wyoming-faster-whisper==3.8.1", *_same("faster-whisper", "ctranslate2", "onnxruntime")),
        ),
        PinnedProgram("wyoming-piper", ("wyoming-piper==2.5.2", *_same("piper-tts", "onnxruntime"))),
        PinnedProgram(
            "wyoming-openwakeword",
            # Its TensorFlow Lite does not load beside NumPy 2.
            ("wyoming-openwakeword==1.8.2", "numpy==1.26.4", *_same("pyopen-wakeword")),
        ),
        PinnedProgram("plot", ("matplotlib==3.11.2",)),
    )
    return {program.name: program for program in pinned}


def default_folder() -> Path:
    """Return where environments lie: in the user's cache, so outside of every checkout."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "morgan-bench" / "peers"


def installed(folder: Path, program: PinnedProgram, say: Callable[[str], None]) -> Path:
    """Install a program unless that was done before; return the Python of its environment.

    Raises:
        EngineUnavailable: it cannot be installed; the message has the end of what pip wrote.
    """
    place = folder / program.name
    python, stamp = place / "bin" / "python", place / _STAMP
    if stamp.is_file() and stamp.read_text() == program.key:
        return python
    say(f"installing {program.requirements[0]} into {place}")
    shutil.rmtree(place, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(place)], program)
    _run([str(python), "-m", "pip", "install", "--quiet", *program.requirements], program)
    stamp.write_text(program.key)
    return python


def _run(command: list[str], program: PinnedProgram) -> None:
    finished = subprocess.run(  # noqa: S603 - a fixed command
        command, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if finished.returncode:
        raise EngineUnavailable(
            f"{program.name} cannot be installed: {finished.stderr[-500:]}",
            hint="pip needs its registry; what is installed already is used without one",
        )
