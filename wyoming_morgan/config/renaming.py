"""Settings under the names that they had before: moved to the new ones, with a warning for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from wyoming_morgan.config.complaints import Complaint, Path, dotted
from wyoming_morgan.config.environment import FILE_SUFFIX, PREFIX, variable
from wyoming_morgan.config.example import inline
from wyoming_morgan.config.files import YamlLoader
from wyoming_morgan.config.tree import Node
from wyoming_morgan.settings import RenamedKey


@dataclass(slots=True)
class Renamed:
    """Values under their new names, with what is to be reported about the old ones."""

    values: dict[str, Any]
    sources: dict[Path, str]
    """What set each value, by the new path: a file and line, a variable or an option."""
    warnings: list[Complaint] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


def with_new_names(values: Mapping[str, Any], sources: Mapping[Path, str], tree: Node) -> Renamed:
    """Move every value under an old name to its new one.

    `values` come from one place, such as one file or the environment. Values that have both names there are
    complaints. Text from the environment is read as YAML where an old value is converted.
    """
    renamed = Renamed({}, dict(sources))
    renamed.values = _in_group(values, tree, (), renamed)
    return renamed


def _below(value: Any, node: Node | None, path: Path, renamed: Renamed) -> Any:
    if node is None:
        return value
    if isinstance(value, dict):
        return _in_group(value, node, path, renamed)
    if isinstance(value, list):
        return [_below(item, node.items, (*path, index), renamed) for index, item in enumerate(value)]
    return value


def _in_group(values: Mapping[str, Any], node: Node, path: Path, renamed: Renamed) -> dict[str, Any]:
    group: dict[str, Any] = _copied(values)
    moves = list(_moves(group, node))
    for move in moves:
        _remove(group, move.old)
    for old in dict.fromkeys(move.old for move in moves):
        _move(group, [move for move in moves if move.old == old], path, renamed)
    return {
        key: _below(value, node.children.get(key, node.values), (*path, key), renamed)
        for key, value in group.items()
    }


@dataclass(frozen=True, slots=True)
class _Move:
    """One value on its way from an old name to a new one; both are relative to a group."""

    old: Path
    new: Path
    before: Any
    value: Any
    converted: bool
    """Whether the value had another form under the old name."""
    secret: bool


def _moves(group: Mapping[str, Any], node: Node) -> Iterator[_Move]:
    """Yield what is set under an old name; an old name that became two settings comes twice."""
    for key in node.renamed:
        old = tuple(key.old.split("."))
        if not _has(group, old):
            continue
        before = _at(group, old)
        if key.convert is not None or key.applies is not None:
            before = _typed(before)
        if key.applies is not None and not key.applies(before):
            continue
        target = node.find(tuple(key.new.split(".")))
        if before is None and target is not None and target.children:
            before = {}  # a group whose settings are all commented out
        secret = target is not None and target.secret
        yield _Move(
            old,
            tuple(key.new.split(".")),
            before,
            _converted(key, before),
            converted=key.convert is not None,
            secret=secret,
        )


def _converted(key: RenamedKey, value: Any) -> Any:
    if key.convert is None:
        return value
    try:
        return key.convert(value)
    except (ValueError, TypeError, LookupError):
        return value  # the new setting reports what is wrong with it


def _typed(value: Any) -> Any:
    """Read the text of a variable as it would be read in a file."""
    if not isinstance(value, str):
        return value
    try:
        typed = yaml.load(value, YamlLoader)  # noqa: S506 - a loader of plain values, derived from SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError):
        return value
    return typed if isinstance(typed, bool | int | float) else value


def _move(group: dict[str, Any], moves: list[_Move], path: Path, renamed: Renamed) -> None:
    """Put what stood under one old name where it belongs, and report it."""
    old = (*path, *moves[0].old)
    sources = {at: renamed.sources.pop(at) for at in list(renamed.sources) if at[: len(old)] == old}
    for move in moves:
        new = (*path, *move.new)
        for both in _insert(group, move.new, move.value):
            at = (*path, *both)
            before = (*old, *both[len(move.new) :])
            where = _nearest(before, sources)
            problem = f"{dotted(before)} is now {dotted(at)}, and both are set; remove {dotted(before)}"
            renamed.complaints.append(Complaint(where, problem))
        for at, source in sources.items():
            renamed.sources.setdefault((*new, *at[len(old) :]), source)
    for at, source in _topmost(sources):
        renamed.warnings.append(Complaint(source, _warning(at, path, moves, source)))


def _warning(at: Path, group: Path, moves: list[_Move], source: str) -> str:
    below = at[len(group) + len(moves[0].old) :]
    names = [(*group, *move.new, *below) for move in moves]
    if any(move.converted for move in moves):
        settings = [
            _setting(name, move.value, secret=move.secret) for name, move in zip(names, moves, strict=True)
        ]
        before = _setting(at, moves[0].before, secret=any(move.secret for move in moves))
        return f"{before} is now {' and '.join(settings)}; change it"
    problem = f"{dotted(at)} is now {dotted(names[0])}; rename it"
    if source.startswith(PREFIX):
        suffix = FILE_SUFFIX if source.endswith(FILE_SUFFIX) else ""
        return f"{problem} to {variable(names[0])}{suffix}"
    return problem


def _setting(path: Path, value: Any, *, secret: bool) -> str:
    return dotted(path) if secret else f"{dotted(path)}: {inline(value)}"


def _topmost(sources: Mapping[Path, str]) -> Iterator[tuple[Path, str]]:
    for path, source in sources.items():
        if not any(path[:end] in sources for end in range(len(path))):
            yield path, source


def _nearest(path: Path, sources: Mapping[Path, str]) -> str:
    for end in range(len(path), 0, -1):
        if path[:end] in sources:
            return sources[path[:end]]
    return next((source for at, source in sources.items() if at[: len(path)] == path), "")


def _copied(values: Any) -> Any:
    return {key: _copied(value) for key, value in values.items()} if isinstance(values, Mapping) else values


def _has(group: Any, path: Path) -> bool:
    for part in path:
        if not isinstance(group, dict) or part not in group:
            return False
        group = group[part]
    return True


def _at(group: Any, path: Path) -> Any:
    for part in path:
        group = group[part]
    return group


def _remove(group: dict[str, Any], path: Path) -> None:
    """Remove a value, and the groups that are empty without it."""
    if not _has(group, path):
        return  # removed already: one old name became two settings
    *parents, last = path
    below = _at(group, tuple(parents))
    del below[last]
    if parents and not below:
        _remove(group, tuple(parents))


def _insert(group: dict[str, Any], path: Path, value: Any) -> Iterator[Path]:
    """Put a value where nothing is; yield the paths at which something was, which stays."""
    first, *rest = (str(part) for part in path)
    if rest:
        below = group.setdefault(first, {})
        if not isinstance(below, dict):
            yield path
            return
        for both in _insert(below, tuple(rest), value):
            yield (first, *both)
    elif isinstance(value, dict) and isinstance(group.get(first), dict):
        for key, below in value.items():
            for both in _insert(group[first], (key,), below):
                yield (first, *both)
    elif first in group:
        yield path
    else:
        group[first] = value
