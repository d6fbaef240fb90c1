"""An environment for each client: made on demand, outside of the checkout, with the versions of the table."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.clients.table import Client
from tests.home_assistant.lane.cache import finished, made_anew

_SECONDS = 1800.0
_LAST_CHARACTERS = 1500


class ClientMissing(Exception):
    """A client cannot be had here."""


def clients_folder() -> Path:
    """Return the folder of all environments: in the user's cache, so outside of every checkout."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "morgan-tests" / "clients"


def command_of(client: Client, say: Callable[[str], None]) -> list[str]:
    """Return what runs a client's script, in its environment, which is made if it is not there yet.

    Raises:
        ClientMissing: it cannot be made.
    """
    folder = clients_folder() / client.name
    key = hashlib.sha256(" ".join(client.packages).encode()).hexdigest()
    if not finished(folder, key):
        say(f"{client.name}: installing {', '.join(client.packages)}")
        with made_anew(folder, key):
            (_install_for_node if client.is_node else _install_for_python)(client, folder)
    if not client.is_node:
        return [str(folder / "bin" / "python"), str(client.path)]
    # Node looks for packages beside the script.
    script = folder / client.script
    shutil.copy(client.path, script)
    return ["node", str(script)]


def installed_version(client: Client) -> str:
    """Return the version of a client."""
    return client.version or client.packages[0].rpartition("==" if not client.is_node else "@")[2]


def _install_for_python(client: Client, folder: Path) -> None:
    _run([_python(client), "-m", "venv", str(folder)])
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, *client.packages])


def _install_for_node(client: Client, folder: Path) -> None:
    if shutil.which("npm") is None:
        raise ClientMissing("there is no npm here: apt install nodejs npm")
    (folder / "package.json").write_text(json.dumps({"private": True}))
    _run(["npm", "install", "--no-audit", "--no-fund", "--silent", *client.packages], folder)


def _python(client: Client) -> str:
    """Return an interpreter that is new enough."""
    for candidate in _candidates():
        check = f"import sys; sys.exit(sys.version_info[:2] < {client.python})"
        if subprocess.run([candidate, "-c", check], check=False, capture_output=True).returncode == 0:  # noqa: S603 - an interpreter
            return candidate
    wanted = ".".join(map(str, client.python))
    raise ClientMissing(f"it needs Python {wanted} or newer, and there is none on the path")


def _candidates() -> Iterator[str]:
    yield sys.executable
    for minor in (12, 13):
        if (command := shutil.which(f"python3.{minor}")) is not None:
            yield command
        yield from map(str, sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3.{minor}")))


def _run(command: Sequence[str], folder: Path | None = None) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - commands of this file
            command, cwd=folder, check=False, capture_output=True, text=True, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ClientMissing(str(error)) from error
    if done.returncode != 0:
        raise ClientMissing((done.stderr or done.stdout)[-_LAST_CHARACTERS:])
