"""Settings from the environment: `MORGAN_STT__ENGINE=pocketsphinx`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from wyoming_morgan.config.complaints import Complaint, Path, closest, dotted
from wyoming_morgan.config.files import FOLDER_VARIABLE
from wyoming_morgan.config.tree import Node

PREFIX = "MORGAN_"
FILE_SUFFIX = "_FILE"
RESERVED = frozenset({FOLDER_VARIABLE, "MORGAN_SKIP_HA"})
"""Variables of that prefix which are no settings."""

PLAIN: Mapping[str, Path] = {
    "LOG_LEVEL": ("core", "log_level"),
    "POSTGRES_URL": ("core", "memory", "database_url"),
    "REDIS_URL": ("core", "memory", "redis_url"),
}
"""Variables without the prefix; the one with the prefix wins."""

_OF_KUBERNETES = re.compile(
    r"^MORGAN(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)$"
)
"""What Kubernetes and Docker links set for a service that is called morgan."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value that was told from outside of the files, and by what."""

    path: Path
    value: Any
    source: str


@dataclass(slots=True)
class Environment:
    """What the environment says."""

    given: list[Given] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


def _of_kubernetes(name: str) -> bool:
    return "__" not in name and bool(_OF_KUBERNETES.match(name))


def variable(path: Path) -> str:
    """Return the variable of a setting: `MORGAN_STT__ENGINE` for `("stt", "engine")`."""
    return PREFIX + "__".join(_in_capitals(part) for part in path)


def _in_capitals(part: str | int) -> str:
    return str(part).upper().replace("-", "_")


def read_environment(environ: Mapping[str, str], tree: Node) -> Environment:
    """Read every variable that is meant for Morgan. Empty variables say nothing."""
    environment = Environment()
    for name, path in PLAIN.items():
        if environ.get(name) and not environ.get(variable(path)):
            environment.given.append(Given(path, environ[name], name))
    for name, text in sorted(environ.items()):
        if text and name.startswith(PREFIX) and name not in RESERVED and not _of_kubernetes(name):
            _read_variable(name, text, environ, tree, environment)
    return environment


def _read_variable(
    name: str, text: str, environ: Mapping[str, str], tree: Node, environment: Environment
) -> None:
    node = _find(name, tree)
    from_file = node is None and name.endswith(FILE_SUFFIX)
    if from_file:
        plain = name.removesuffix(FILE_SUFFIX)
        node = _find(plain, tree)
        if node is not None and environ.get(plain):
            problem = f"set together with {plain}; expected one of the two"
            environment.complaints.append(Complaint(name, problem))
            return
    if node is None:
        meant = closest(name, (variable(leaf.path) for leaf in tree.leaves()))
        environment.complaints.append(Complaint(name, "no such setting", meant))
        return
    try:
        value = _read_secret(text, node) if from_file else _read_text(text, node)
    except OSError as error:
        problem = f"{text} cannot be read: {error.strerror}; expected a file with {dotted(node.path)}"
        environment.complaints.append(Complaint(name, problem))
    except (ValueError, RecursionError):
        example = '["a", "b"]' if node.items else '{"name": "value"}'
        problem = f"{dotted(node.path)}: expected JSON such as {example}; found {_shown(text, node)}"
        environment.complaints.append(Complaint(name, problem))
    else:
        environment.given.append(Given(node.path, value, name))


def _find(name: str, tree: Node) -> Node | None:
    node = tree
    for part in name.removeprefix(PREFIX).split("__"):
        found = [child for child in node.children.values() if _in_capitals(child.name) == part]
        if not found:
            return None
        node = found[0]
    return node


def _read_text(text: str, node: Node) -> Any:
    return json.loads(text) if node.structured else text


def _read_secret(file: str, node: Node) -> Any:
    """Read a value from a file; of a list there is one element in each line."""
    text = FilePath(file).read_text(encoding="utf-8").strip()
    if not node.structured:
        return text
    return json.loads(text) if text.startswith(("[", "{")) else [line.strip() for line in text.splitlines()]


def _shown(text: str, node: Node) -> str:
    return "something else" if node.secret else repr(text)
