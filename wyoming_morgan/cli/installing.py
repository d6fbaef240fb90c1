"""What `morgan service install` writes: the unit for this installation and its configuration."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from wyoming_morgan.cli.options import load_configuration
from wyoming_morgan.cli.serve import TIDY_SECONDS
from wyoming_morgan.config.schema import Config
from wyoming_morgan.errors import ConfigurationError, ServiceManagerFailed
from wyoming_morgan.store.address import read_address
from wyoming_morgan.systemd.unit import NAME, Unit, UnitScope, unit_text

_SYSTEM_FILE = Path("/etc/systemd/system") / NAME
_SYSTEM_CONFIGURATION = Path("/etc/morgan")
_SYSTEM_FOLDERS = (Path("/var/lib/morgan"), Path("/var/cache/morgan"))
_SYSTEM_VARIABLES = {"XDG_CONFIG_HOME": "/etc", "XDG_DATA_HOME": "/var/lib", "XDG_CACHE_HOME": "/var/cache"}
"""Where Morgan finds its own folders; systemd makes them for the user that it makes up."""
_HIDDEN_FROM_SYSTEM = (Path("/home"), Path("/root"), Path("/run/user"))
_HIDDEN = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - nothing is written there
_GPU = Path("/dev/nvidiactl")


@dataclass(frozen=True, slots=True)
class Installation:
    """A unit, and where it goes."""

    unit: Unit
    file: Path
    env: Path
    """The file for variables of the service."""
    folders: tuple[Path, ...] = ()
    """The folders that have to be there when it starts."""

    @property
    def log_command(self) -> str:
        """What shows its log."""
        return f"journalctl {'--unit' if self.unit.scope is UnitScope.SYSTEM else '--user-unit'} morgan"

    def write(self) -> bool:
        """Write the file unless it is there as it should be; return whether it was written.

        Raises:
            ServiceManagerFailed: it cannot be written.
        """
        text = unit_text(self.unit)
        try:
            for folder in self.folders:
                folder.mkdir(parents=True, exist_ok=True)
            if self.file.is_file() and self.file.read_text(encoding="utf-8") == text:
                return False
            self.file.parent.mkdir(parents=True, exist_ok=True)
            _replace(self.file, text)
        except OSError as error:
            raise ServiceManagerFailed(
                f"{error.filename or self.file} cannot be written: {error.strerror}",
                hint="make it writable, or write the file yourself from: morgan service install --show",
            ) from error
        return True

    def without_isolation(self) -> Installation:
        """Return it for a machine whose manager cannot give a service a view of the files of its own."""
        return replace(self, unit=replace(self.unit, isolated=False))


def unit_file(scope: UnitScope) -> Path:
    """Return where the unit file of a scope lies."""
    if scope is UnitScope.SYSTEM:
        return _SYSTEM_FILE
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user" / NAME


def plan(scope: UnitScope, config_dir: Path | None) -> Installation:
    """Return what is to be written for this installation of Morgan.

    Raises:
        ConfigurationError: the configuration has errors; the service would not start.
        ServiceManagerFailed: the service could not read the files of this installation.
    """
    _check_place(scope)
    return _system_plan(config_dir) if scope is UnitScope.SYSTEM else _user_plan(config_dir)


def _user_plan(config_dir: Path | None) -> Installation:
    loaded = load_configuration(config_dir)
    folder = loaded.folder.path.absolute()
    own = platformdirs.user_config_path("morgan")
    writable = tuple(dict.fromkeys(path.absolute() for path in _folders(loaded.config)))
    unit = _unit(
        UnitScope.USER,
        loaded.config,
        writable,
        _bases() | ({} if folder == own else {"MORGAN_CONFIG_DIR": str(folder)}),
        folder / "morgan.env",
    )
    return Installation(unit, unit_file(UnitScope.USER), folder / "morgan.env", writable)


def _bases() -> dict[str, str]:
    """Return where this user's folders are, if that is not where they usually are."""
    return {name: os.environ[name] for name in _SYSTEM_VARIABLES if os.environ.get(name)}


def _system_plan(config_dir: Path | None) -> Installation:
    folder = (config_dir or _SYSTEM_CONFIGURATION).absolute()
    if config_dir is not None and not config_dir.is_dir():
        raise ConfigurationError(
            f"{config_dir} is not a folder", hint="leave --config-dir out, for /etc/morgan"
        )
    config = load_configuration(folder).config if folder.is_dir() else Config()
    core = config.core
    extra = (core.data_dir, core.cache_dir, core.models_dir)
    writable = tuple(
        dict.fromkeys(
            path.expanduser().absolute()
            for path in extra
            if path is not None and not any(path.is_relative_to(own) for own in _SYSTEM_FOLDERS)
        )
    )
    variables = dict(_SYSTEM_VARIABLES)
    if folder != _SYSTEM_CONFIGURATION:
        variables["MORGAN_CONFIG_DIR"] = str(folder)
    unit = _unit(UnitScope.SYSTEM, config, writable, variables, folder / "morgan.env")
    return Installation(unit, _SYSTEM_FILE, folder / "morgan.env")


def _unit(
    scope: UnitScope, config: Config, writable: tuple[Path, ...], variables: dict[str, str], env: Path
) -> Unit:
    return Unit(
        scope=scope,
        command=(sys.executable, "-m", "wyoming_morgan", "serve"),
        stop_seconds=config.core.drain_seconds + config.core.stop_seconds + TIDY_SECONDS,
        writable=writable,
        variables=variables,
        variables_file=env,
        uses_gpu=_GPU.exists(),
    )


def _folders(config: Config) -> Iterator[Path]:
    """Yield the folders that Morgan writes to."""
    folders = config.core.folders
    yield from (folders.data, folders.cache, folders.models)
    file = read_address(config.core.store.database_url, folders.data).file
    if file is not None:
        yield file.parent


def _check_place(scope: UnitScope) -> None:
    """Look whether the service would see the files of this installation."""
    hidden = (*_HIDDEN, *(_HIDDEN_FROM_SYSTEM if scope is UnitScope.SYSTEM else ()))
    places = [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parent.parent]
    for place in map(Path.resolve, places):
        if any(place.is_relative_to(folder) for folder in hidden):
            raise ServiceManagerFailed(
                f"a service cannot see {place}",
                hint="clone Morgan into /opt/morgan, run make install there, and then: "
                "sudo /opt/morgan/.venv/bin/morgan service install --system"
                if scope is UnitScope.SYSTEM
                else "install Morgan in a folder of your home",
            )


def _replace(file: Path, text: str) -> None:
    """Write a file that everybody may read, in one step."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=file.parent, prefix=".morgan-", delete=False
    ) as draft:
        draft.write(text)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(file)
