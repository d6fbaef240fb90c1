"""The service manager, asked and ordered through its own commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from wyoming_morgan.errors import ServiceManagerFailed
from wyoming_morgan.systemd.unit import NAME, START_SECONDS, UnitScope

RUNNING = Path("/run/systemd/system")
"""A folder that exists while systemd runs this machine (sd_booted(3))."""

_PROPERTIES = (
    "LoadState",
    "UnitFileState",
    "ActiveState",
    "SubState",
    "ActiveEnterTimestamp",
    "StatusText",
    "Result",
    "ExecMainStatus",
    "NRestarts",
)
_REFUSED_BOUNDS = {"217", "218", "226"}
"""Exit codes for users, capabilities and namespaces that could not be set up (systemd.exec(5))."""
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ProgramAnswer:
    """What a command answered."""

    code: int
    output: str
    errors: str = ""


class RunCommand(Protocol):
    """Runs a program."""

    def __call__(self, command: Sequence[str], seconds: float) -> ProgramAnswer:
        """Return its answer; a program that is not there answers with 127."""


@dataclass(frozen=True, slots=True)
class UnitState:
    """How the service is."""

    installed: bool
    enabled: bool
    """Whether it starts at boot."""
    active: str
    """`active`, `activating`, `failed`, `inactive`, …"""
    since: str = ""
    """When it became ready, as systemd writes it."""
    status: str = ""
    """What it says of itself."""
    restarts: int = 0
    exit_code: str = ""

    @property
    def refused_bounds(self) -> bool:
        """Whether it could not start since the machine does not let its manager set up what bounds it."""
        return self.exit_code in _REFUSED_BOUNDS


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of its log."""

    at: datetime
    text: str


class Manager:
    """The manager of a scope. Each call takes as long as the command behind it."""

    def __init__(
        self,
        scope: UnitScope,
        run: RunCommand | None = None,
        *,
        user: int | None = None,
    ) -> None:
        self._scope = scope
        self._run = run or run_command
        self._user = os.geteuid() if user is None else user

    def check(self) -> None:
        """Look whether it can be used.

        Raises:
            ServiceManagerFailed: there is no systemd, or none that this user may order.
        """
        by_hand = "let whatever starts programs on this machine run: morgan serve"
        if not RUNNING.is_dir():
            raise ServiceManagerFailed("systemd does not run this machine", hint=by_hand)
        if self._scope is UnitScope.SYSTEM and self._user != 0:
            raise ServiceManagerFailed(
                "a service of the whole machine is for root to install",
                hint="run the same command with sudo, or without --system",
            )
        if self._scope is UnitScope.USER and self._user == 0:
            raise ServiceManagerFailed(
                "as a service of root Morgan could do everything",
                hint="run it as another user, or with --system",
            )
        answer = self._systemctl("show-environment")
        if answer.code:
            raise ServiceManagerFailed(
                f"systemd does not answer: {_reason(answer)}",
                hint="log in as this user, not by su or sudo; then XDG_RUNTIME_DIR is set"
                if self._scope is UnitScope.USER
                else "look at it with: systemctl status",
            )

    def state(self) -> UnitState:
        """Return how the service is."""
        answer = self._systemctl("show", NAME, f"--property={','.join(_PROPERTIES)}")
        values = dict(line.partition("=")[::2] for line in answer.output.splitlines())
        active = values.get("ActiveState", "")
        return UnitState(
            installed=values.get("LoadState") not in {"not-found", None},
            enabled=values.get("UnitFileState", "").startswith("enabled"),
            active=active or "unknown",
            since=values.get("ActiveEnterTimestamp", "") if active == "active" else "",
            status=values.get("StatusText", ""),
            restarts=int(values.get("NRestarts") or 0),
            exit_code=values.get("ExecMainStatus", ""),
        )

    def start(self) -> bool:
        """Take the unit file into use, now and at boot; return whether it became ready.

        Raises:
            ServiceManagerFailed: systemd refuses the unit.
        """
        self._ordered("daemon-reload")
        self._ordered("enable", "--quiet", NAME)
        self._systemctl("reset-failed", NAME)
        return self._systemctl("restart", NAME, seconds=START_SECONDS + _SECONDS).code == 0

    def enable(self) -> None:
        """Take the unit file into use at the next boot.

        Raises:
            ServiceManagerFailed: systemd refuses the unit.
        """
        self._ordered("daemon-reload")
        self._ordered("enable", "--quiet", NAME)

    def stop(self) -> None:
        """Stop the service, and start it no more at boot.

        Raises:
            ServiceManagerFailed: systemd refuses.
        """
        self._ordered("disable", "--quiet", "--now", NAME, seconds=START_SECONDS)

    def forget(self) -> None:
        """Forget a unit whose file is gone."""
        self._systemctl("daemon-reload")
        self._systemctl("reset-failed", NAME)

    def linger(self) -> str:
        """Have this user's manager run from boot on, without a login; return why it cannot, or nothing."""
        answer = self._run(("loginctl", "enable-linger"), _SECONDS)
        return _reason(answer) if answer.code else ""

    def errors(self, count: int) -> list[LogEntry]:
        """Return the newest warnings and errors of the log; none where it cannot be read."""
        unit = "--user-unit" if self._scope is UnitScope.USER else "--unit"
        options = ("--priority=warning", f"--lines={count}", "--output=json", "--no-pager", "--quiet")
        answer = self._run(("journalctl", f"{unit}={NAME}", *options), _SECONDS)
        return [entry for line in answer.output.splitlines() if (entry := _entry(line)) is not None]

    def _ordered(self, *words: str, seconds: float = _SECONDS) -> None:
        answer = self._systemctl(*words, seconds=seconds)
        if answer.code:
            raise ServiceManagerFailed(
                f"systemctl {words[0]}: {_reason(answer)}", hint="look at it with: morgan service status"
            )

    def _systemctl(self, *words: str, seconds: float = _SECONDS) -> ProgramAnswer:
        user = ("--user",) if self._scope is UnitScope.USER else ()
        return self._run(("systemctl", *user, *words), seconds)


def run_command(command: Sequence[str], seconds: float) -> ProgramAnswer:
    """Run a program, with what finds the manager of this user."""
    program = shutil.which(command[0])
    if program is None:
        return ProgramAnswer(127, "", f"{command[0]} is not installed")
    try:
        done = subprocess.run(  # noqa: S603 - the words are this module's own
            (program, *command[1:]),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            env=_environment(os.environ),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return ProgramAnswer(126, "", str(error))
    return ProgramAnswer(done.returncode, done.stdout, done.stderr)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in English, with the folder that a login sets."""
    runtime = f"/run/user/{os.geteuid()}"
    there = {"XDG_RUNTIME_DIR": runtime} if Path(runtime).is_dir() else {}
    return {**there, **environ, "LC_ALL": "C.UTF-8"}


def _reason(answer: ProgramAnswer) -> str:
    return " ".join((answer.errors or answer.output).split()) or f"exit code {answer.code}"


def _entry(line: str) -> LogEntry | None:
    try:
        entry: Any = json.loads(line)
        text, at = entry["MESSAGE"], int(entry["__REALTIME_TIMESTAMP"])
    except (ValueError, KeyError, TypeError):
        return None
    # What is not UTF-8 comes as a list of bytes.
    shown = bytes(text).decode(errors="replace") if isinstance(text, list) else str(text)
    return LogEntry(datetime.fromtimestamp(at / 1e6, UTC), shown)
