"""uv with this machine's settings of pip, which it does not read by itself."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.home_assistant.lane.commands import Commands

_REQUIREMENT = "uv>=0.9"
_HINT = "look at the network and at pip's configuration: pip config list"


class Uv:
    """A uv command with the package index, certificates and folders that pip is configured with."""

    def __init__(self, executable: Path, commands: Commands) -> None:
        self.executable = executable
        self._commands = commands
        self._environment = dict(settings_for_uv(_pip_settings()))

    def __call__(self, *words: str | Path, seconds: float, attempts: int = 1, hint: str = _HINT) -> str:
        """Run uv with these words and return what it printed."""
        return self._commands.run(
            [self.executable, *words],
            seconds=seconds,
            attempts=attempts,
            hint=hint,
            environment=self._environment,
        )


def find_uv(tools: Path, commands: Commands) -> Uv:
    """Return the uv beside this Python or on the PATH, else install one into `tools`."""
    beside = Path(sys.executable).with_name("uv")
    executable = beside if beside.is_file() else shutil.which("uv")
    if not executable:
        executable = tools / "bin" / "uv"
        if not executable.is_file():
            commands.run(
                [sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, _REQUIREMENT],
                seconds=300,
                attempts=2,
                hint="install uv: https://docs.astral.sh/uv",
            )
    return Uv(Path(executable), commands)


def settings_for_uv(pip: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Translate pip's settings into uv's environment variables."""
    if "index-url" in pip:
        yield "UV_DEFAULT_INDEX", pip["index-url"]
    if indexes := [index for index in pip.get("extra-index-url", "").split() if _exists(index)]:
        yield "UV_INDEX", " ".join(indexes)
        yield "UV_INDEX_STRATEGY", "unsafe-best-match"  # pip's way: the best version of all indexes
    if folders := [folder for folder in pip.get("find-links", "").split() if _exists(folder)]:
        yield "UV_FIND_LINKS", ",".join(folders)
    if "cert" in pip:
        yield "SSL_CERT_FILE", pip["cert"]


def _pip_settings() -> dict[str, str]:
    """Return pip's settings by their plain names; its environment variables win over its files."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    settings: dict[str, str] = {}
    for line in sorted(listed.stdout.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = str(ast.literal_eval(value))
    return settings


def _exists(place: str) -> bool:
    """Whether a folder is there; pip passes over those that are not, uv does not."""
    path = place.removeprefix("file://")
    return path.startswith(("http://", "https://")) or Path(path).is_dir()
