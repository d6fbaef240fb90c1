"""The unit file of Morgan's service, as strict as the place where it runs allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

NAME = "morgan.service"

START_SECONDS = 900
"""How long a start may take; on a small machine the first one learns the words of the home."""
WATCHDOG_SECONDS = 60
"""After how long without a sign of life systemd starts Morgan again."""
_MARGIN_SECONDS = 10
"""How much longer than Morgan's own bound systemd waits for its end."""


class UnitScope(StrEnum):
    """Whose service it is."""

    USER = "user"
    """That of the user who installs it, run by their own manager."""
    SYSTEM = "system"
    """That of the machine, run as a user that systemd makes up."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What the unit file says."""

    scope: UnitScope
    command: tuple[str, ...]
    """The program and its arguments."""
    stop_seconds: float
    """How long Morgan may take to end."""
    writable: tuple[Path, ...] = ()
    """The folders that it writes to, besides those that systemd makes for it."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Its environment."""
    variables_file: Path | None = None
    """A file with further variables, which need not exist."""
    uses_gpu: bool = False
    """Whether it needs the devices of a graphics card."""
    isolated: bool = True
    """Whether it gets a view of the files of its own; not every machine lets a user's manager make one."""


def unit_text(unit: Unit) -> str:
    """Return the unit file."""
    return "\n".join(_lines(unit)) + "\n"


def _lines(unit: Unit) -> Iterator[str]:
    system = unit.scope is UnitScope.SYSTEM
    yield "# Written by `morgan service install`, which writes it again; put changes into a drop-in:"
    yield f"# {'sudo systemctl edit' if system else 'systemctl --user edit'} {NAME}"
    yield "[Unit]"
    yield "Description=Morgan, a private voice assistant server"
    if system:
        yield "Wants=network-online.target"
        yield "After=network-online.target"
    yield "StartLimitIntervalSec=300"
    yield "StartLimitBurst=5"
    yield ""
    yield "[Service]"
    yield "Type=notify"
    yield f"ExecStart={' '.join(_argument(word) for word in unit.command)}"
    for name, value in unit.variables.items():
        yield f"Environment={_quoted(f'{name}={value}')}"
    if unit.variables_file is not None:
        # The rest of the line is the path: quotes would be part of it.
        yield f"EnvironmentFile=-{str(unit.variables_file).replace('%', '%%')}"
    yield "Restart=on-failure"
    yield "RestartSec=5"
    yield f"TimeoutStartSec={START_SECONDS}"
    yield f"TimeoutStopSec={unit.stop_seconds + _MARGIN_SECONDS:.0f}"
    yield f"WatchdogSec={WATCHDOG_SECONDS}"
    yield "KillMode=mixed"
    yield "UMask=0077"
    yield ""
    yield from _bounds(unit)
    yield ""
    yield "[Install]"
    yield f"WantedBy={'multi-user.target' if system else 'default.target'}"


def _bounds(unit: Unit) -> Iterator[str]:
    """Yield what bounds the service.

    Memory may become code (no `MemoryDenyWriteExecute`): libraries of the engines compile for this processor.
    """
    yield "NoNewPrivileges=yes"
    yield "LockPersonality=yes"
    yield "RestrictRealtime=yes"
    yield "RestrictSUIDSGID=yes"
    yield "RestrictNamespaces=yes"
    yield "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"
    yield "SystemCallArchitectures=native"
    yield "SystemCallFilter=@system-service"
    yield "SystemCallFilter=~@privileged"
    yield "SystemCallErrorNumber=EPERM"
    if unit.isolated:
        yield from _view(unit)
    if unit.scope is UnitScope.SYSTEM:
        yield from _system_bounds(unit)


def _view(unit: Unit) -> Iterator[str]:
    if unit.scope is UnitScope.USER:
        # Without it older managers of users leave out all that follows, and do not say so.
        yield "PrivateUsers=yes"
    yield "ProtectSystem=strict"
    yield f"ProtectHome={'yes' if unit.scope is UnitScope.SYSTEM else 'read-only'}"
    yield "PrivateTmp=yes"
    yield "ProtectKernelTunables=yes"
    yield "ProtectControlGroups=yes"
    yield from (f"ReadWritePaths={_quoted(f'-{folder}')}" for folder in unit.writable)


def _system_bounds(unit: Unit) -> Iterator[str]:
    yield "DynamicUser=yes"
    yield "ConfigurationDirectory=morgan"
    yield "StateDirectory=morgan"
    yield "StateDirectoryMode=0700"
    yield "CacheDirectory=morgan"
    yield "CacheDirectoryMode=0700"
    yield "CapabilityBoundingSet="
    yield "KeyringMode=private"
    yield "ProtectClock=yes"
    yield "ProtectHostname=yes"
    yield "ProtectKernelLogs=yes"
    yield "ProtectKernelModules=yes"
    yield "ProtectProc=invisible"
    yield "RemoveIPC=yes"
    if unit.uses_gpu:
        yield "DevicePolicy=closed"
        yield from (f"DeviceAllow={device} rw" for device in _GPU_DEVICES)
    else:
        yield "PrivateDevices=yes"


_GPU_DEVICES = ("char-nvidia", "char-nvidia-uvm", "char-nvidia-frontend", "char-nvidiactl")


def _argument(word: str) -> str:
    """Write a word of a command; systemd would fill in what stands behind `$`."""
    return _quoted(word.replace("$", "$$"))


def _quoted(text: str) -> str:
    """Write a text as one word; systemd would fill in what stands behind `%`."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"' if not text or set(text) & set(" \t'\"\\;") else text
