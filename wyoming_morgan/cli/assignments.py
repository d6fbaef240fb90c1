"""Settings as words of the command line: `stt.engine=faster-whisper`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wyoming_morgan.errors import InvalidRequest


def parse(assignments: Iterable[str], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return `base` with settings of the form `file.group.name=value`; values are YAML, later ones win.

    Raises:
        InvalidRequest: one has another form.
    """
    import yaml  # noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

    settings: dict[str, Any] = _copied(base or {})
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        path = name.strip().split(".")
        try:
            value = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise InvalidRequest(f"{assignment!r}: the value is no YAML: {error}", hint=_HINT) from error
        if not equals or len(path) < 2 or not all(path):  # noqa: PLR2004 - a file and a setting at least
            raise InvalidRequest(f"{assignment!r} is no setting", hint=_HINT)
        group = settings
        for part in path[:-1]:
            group = group.setdefault(part, {})
            if not isinstance(group, dict):
                raise InvalidRequest(f"{assignment!r} is inside of what is no group", hint=_HINT)
        group[path[-1]] = value
    return settings


_HINT = "write it like stt.engine=faster-whisper; docs/configuration.md lists every setting"


def _copied(value: Any) -> Any:
    return {key: _copied(each) for key, each in value.items()} if isinstance(value, Mapping) else value
