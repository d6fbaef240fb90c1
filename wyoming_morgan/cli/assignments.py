"""Settings on the command line: `stt.engine=faster-whisper`."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wyoming_morgan.cli.output import warning
from wyoming_morgan.errors import InvalidRequest


def parse(assignments: Iterable[str], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return `base` with settings of the form `file.group.name=value`; values are YAML, later ones win.

    Raises:
        InvalidRequest: one has another form.
    """
    import yaml

    settings: dict[str, Any] = _copied(base or {})
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        path = name.strip().split(".")
        try:
            value = yaml.safe_load(text)
        except yaml.YAMLError as error:
            # Without the error and the value, which may be a secret.
            raise InvalidRequest(f"{_name(name)}: the value is not valid YAML", hint=_HINT) from error
        if not equals or len(path) < 2 or not all(path):  # noqa: PLR2004 - a file and a setting at least
            raise InvalidRequest(f"{_name(name)} is not a setting", hint=_HINT)
        group = settings
        for part in path[:-1]:
            group = group.setdefault(part, {})
            if not isinstance(group, dict):
                raise InvalidRequest(f"{_name(name)}: {part} is not a settings group", hint=_HINT)
        group[path[-1]] = value
    return settings


def current(assignments: Iterable[str], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what `parse` returns, under the current names of settings; old names give a warning.

    Raises:
        InvalidRequest: one has another form.
        InvalidConfiguration: one setting has both its old and its new name.
    """
    from wyoming_morgan.config.complaints import InvalidConfiguration
    from wyoming_morgan.config.renaming import with_new_names
    from wyoming_morgan.config.schema import ENGINE_SETTINGS, Config
    from wyoming_morgan.config.tree import settings_tree
    from wyoming_morgan.engines.registry import Registry

    settings = parse(assignments, base)
    tree = settings_tree(Config, Registry.discover().specs(), ENGINE_SETTINGS)
    renamed = with_new_names(settings, dict.fromkeys(paths(settings), "command line"), tree)
    if renamed.complaints:
        raise InvalidConfiguration(renamed.complaints)
    for complaint in renamed.warnings:
        warning(str(complaint))
    return renamed.values


def paths(settings: Mapping[str, Any], group: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every setting that is not a group."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from paths(value, (*group, name))
        else:
            yield (*group, name)


def _name(text: str) -> str:
    """Return as much of an assignment as looks like a setting's name; what follows may be a secret."""
    name = re.match(r"[\w.-]*", text.strip())
    return repr(name[0] if name else "")


_HINT = "write it like stt.engine=faster-whisper; `morgan config show` lists every setting"


def _copied(value: Any) -> Any:
    return {key: _copied(below) for key, below in value.items()} if isinstance(value, Mapping) else value
