"""`morgan service`: Morgan from boot on, as a service of systemd."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import ConfigDir, Json
from wyoming_morgan.cli.output import CommandGroup, examples, line, notice, print_json, warning

if TYPE_CHECKING:
    from wyoming_morgan.cli.installing import Installation
    from wyoming_morgan.systemd.manager import Manager

app = typer.Typer(
    cls=CommandGroup,
    help="Have Morgan start at boot, as a service of systemd.",
    epilog=examples("morgan service install", "morgan service status", "morgan service remove"),
    no_args_is_help=True,
    rich_markup_mode=None,
)

System = Annotated[
    bool,
    typer.Option("--system", help="The service of this machine, for root, in place of this user's own."),
]
_ENTRIES = 5


@app.command(
    epilog=examples(
        "morgan service install", "morgan service install --show", "sudo morgan service install --system"
    )
)
def install(
    *,
    system: System = False,
    no_start: Annotated[bool, typer.Option("--no-start", help="Start it at the next boot only.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the unit file; change nothing.")] = False,
    config_dir: ConfigDir = None,
) -> None:
    """Start Morgan now and at boot. Again after an update: it starts the new version."""
    from wyoming_morgan.cli import installing
    from wyoming_morgan.systemd.unit import UnitScope, unit_text

    scope = UnitScope.SYSTEM if system else UnitScope.USER
    if show:
        line(unit_text(installing.plan(scope, config_dir).unit).rstrip("\n"))
        return
    manager = _manager(system=system)
    manager.check()
    installation = installing.plan(scope, config_dir)
    for name in sorted(name for name in os.environ if name.startswith("MORGAN_")):
        if name not in installation.unit.variables:
            warning(f"{name} counts in this terminal only; for the service write it into {installation.env}")
    _write(installation)
    if no_start:
        manager.enable()
    else:
        notice("starting; the first start on a machine may take a minute")
        _start(manager, installation)
    if not system:
        _linger(manager)
    done = "Morgan starts at the next boot" if no_start else "Morgan runs, and starts at boot"
    notice(f"{done}; its log: {installation.log_command}")


def _write(installation: Installation) -> None:
    notice(f"{'wrote' if installation.write() else 'unchanged:'} {installation.file}")


def _start(manager: Manager, installation: Installation) -> None:
    from wyoming_morgan.errors import ServiceManagerFailed

    if manager.start():
        return
    if manager.state().refused_bounds and installation.unit.isolated:
        warning("this machine does not let a user isolate a service: it sees all files of this user")
        _write(installation.without_isolation())
        if manager.start():
            return
    for entry in manager.errors(_ENTRIES):
        notice(f"  {entry.text}")
    raise ServiceManagerFailed(
        f"the service does not start: {installation.file}",
        hint=f"look at it with: morgan doctor; {installation.log_command}",
    )


def _linger(manager: Manager) -> None:
    reason = manager.linger()
    if reason:
        warning(
            f"it starts when you log in, not at boot: {reason}; "
            f"run: sudo loginctl enable-linger {os.environ.get('USER', '$USER')}"
        )


@app.command(epilog=examples("morgan service status", "morgan service status --json"))
def status(*, system: System = False, json: Json = False) -> None:
    """Show whether it runs and starts at boot, and its newest errors. Exit code 1 if it does not run."""
    from wyoming_morgan.systemd.unit import UnitScope

    manager = _manager(system=system)
    if not system:
        manager.check()
    state = manager.state()
    entries = manager.errors(_ENTRIES) if state.installed else []
    if json:
        print_json(
            {
                "scope": (UnitScope.SYSTEM if system else UnitScope.USER).value,
                "installed": state.installed,
                "enabled": state.enabled,
                "active": state.active,
                "since": state.since,
                "status": state.status,
                "restarts": state.restarts,
                "errors": [{"time": entry.at.isoformat(), "text": entry.text} for entry in entries],
            }
        )
    elif not state.installed:
        notice("it is not installed; run: morgan service install")
    else:
        since = f" since {state.since}" if state.since else ""
        line(f"{state.active}{since}{f' ({state.status})' if state.status else ''}")
        line("starts at boot" if state.enabled else "does not start at boot")
        if state.restarts:
            line(f"started again {state.restarts} times after failures")
        for entry in entries:
            line(f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}  {entry.text}")
    if state.active != "active":
        raise typer.Exit(1)


@app.command(epilog=examples("morgan service remove", "sudo morgan service remove --system"))
def remove(*, system: System = False) -> None:
    """Stop Morgan and start it no more. Configuration, data and models stay."""
    from wyoming_morgan.cli.installing import unit_file
    from wyoming_morgan.errors import ServiceManagerFailed
    from wyoming_morgan.systemd.unit import UnitScope

    manager = _manager(system=system)
    manager.check()
    file = unit_file(UnitScope.SYSTEM if system else UnitScope.USER)
    if not file.exists():
        notice(f"it is not installed: there is no {file}")
        return
    manager.stop()
    try:
        file.unlink()
    except OSError as error:
        raise ServiceManagerFailed(
            f"{file} cannot be removed: {error.strerror}", hint=f"run: sudo rm {file}"
        ) from error
    manager.forget()
    notice(f"removed {file}; configuration, data and models are kept")
    if not system:
        notice("services of yours still run without a login; if none needs that: loginctl disable-linger")


def _manager(*, system: bool) -> Manager:
    from wyoming_morgan.systemd.manager import Manager
    from wyoming_morgan.systemd.unit import UnitScope

    return Manager(UnitScope.SYSTEM if system else UnitScope.USER)
