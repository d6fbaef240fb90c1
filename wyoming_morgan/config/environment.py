"""Settings from the environment: `MORGAN_STT__ENGINE=pocketsphinx`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from wyoming_morgan.addresses import address_without_credentials
from wyoming_morgan.advice import APP_OPTIONS_VARIABLE, IMAGE_VARIABLE
from wyoming_morgan.config.complaints import Complaint, Path, dotted
from wyoming_morgan.config.files import FOLDER_VARIABLE
from wyoming_morgan.config.tree import Node
from wyoming_morgan.suggestions import did_you_mean

PREFIX = "MORGAN_"
FILE_SUFFIX = "_FILE"
RESERVED = frozenset({FOLDER_VARIABLE, APP_OPTIONS_VARIABLE, IMAGE_VARIABLE})
"""Variables with that prefix that are not settings."""

PLAIN: Mapping[str, Path] = {
    "LOG_LEVEL": ("core", "log_level"),
    "POSTGRES_URL": ("core", "store", "database_url"),
    "REDIS_URL": ("core", "store", "redis_url"),
    "OTEL_EXPORTER_OTLP_ENDPOINT": ("core", "traces_endpoint"),
}
"""Variables without the prefix; the one with the prefix wins."""

_OF_KUBERNETES = re.compile(
    r"^MORGAN(?=\w*+$)(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)$"
)
"""The variables that Kubernetes and Docker links set for a service called morgan."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value that was set outside of the files, and by what."""

    path: Path
    value: Any
    source: str


@dataclass(slots=True)
class Environment:
    """The settings in the environment."""

    plain: list[Given] = field(default_factory=list)
    """From variables without the prefix."""
    given: list[Given] = field(default_factory=list)
    """From variables with the prefix, by the names that they use, which may be old ones."""
    complaints: list[Complaint] = field(default_factory=list)


def _of_kubernetes(name: str) -> bool:
    return "__" not in name and bool(_OF_KUBERNETES.match(name))


def variable(path: Path) -> str:
    """Return the variable of a setting: `MORGAN_STT__ENGINE` for `("stt", "engine")`."""
    return PREFIX + "__".join(_in_capitals(part) for part in path)


def _in_capitals(part: str | int) -> str:
    return str(part).upper().replace("-", "_")


def read_environment(environ: Mapping[str, str], tree: Node) -> Environment:
    """Read every variable that is meant for Morgan. Empty variables are ignored."""
    environment = Environment()
    for name, path in PLAIN.items():
        if environ.get(name):
            environment.plain.append(Given(path, environ[name], name))
    for name, text in sorted(environ.items()):
        if text and name.startswith(PREFIX) and name not in RESERVED and not _of_kubernetes(name):
            _read_variable(name, text, environ, tree, environment)
    return environment


def _read_variable(
    name: str, text: str, environ: Mapping[str, str], tree: Node, environment: Environment
) -> None:
    match = _find(name, tree)
    from_file = match is None and name.endswith(FILE_SUFFIX)
    if from_file:
        plain = name.removesuffix(FILE_SUFFIX)
        match = _find(plain, tree)
        if match is not None and environ.get(plain):
            problem = f"set together with {plain}; expected one of the two"
            environment.complaints.append(Complaint(name, problem))
            return
    if match is None:
        question = did_you_mean(name, (variable(leaf.path) for leaf in tree.leaves()))
        environment.complaints.append(Complaint(name, "no such setting", question))
        return
    path, node = match
    try:
        value = _read_secret(text, node) if from_file else _read_text(text, node)
    except OSError as error:
        # Somebody may have set the secret itself in place of the path.
        file = text if text.startswith(("/", "./", "../", "~/")) else "the file"
        problem = f"{file} cannot be read: {error.strerror}; expected a file with {dotted(node.path)}"
        environment.complaints.append(Complaint(name, problem))
    except (ValueError, RecursionError):
        example = '["a", "b"]' if node.items else '{"name": "value"}'
        problem = f"{dotted(node.path)}: expected JSON such as {example}; found {_shown(text, node)}"
        environment.complaints.append(Complaint(name, problem))
    else:
        environment.given.append(Given(path, value, name))


def _find(name: str, tree: Node) -> tuple[Path, Node] | None:
    """Return the path that a variable names, and its setting; they differ where the name is an old one."""
    return _below(tuple(name.removeprefix(PREFIX).split("__")), (), tree)


def _below(parts: tuple[str, ...], path: Path, node: Node) -> tuple[Path, Node] | None:
    if not parts:
        return path, node
    for child in node.children.values():
        if _in_capitals(child.name) == parts[0]:
            return _below(parts[1:], (*path, child.name), child)
    for key in node.renamed:
        old = tuple(key.old.split("."))
        target = node.find(tuple(key.new.split(".")))
        if target is not None and parts[: len(old)] == tuple(_in_capitals(part) for part in old):
            return _below(parts[len(old) :], (*path, *old), target)
    return None


def _read_text(text: str, node: Node) -> Any:
    return json.loads(text) if node.structured else text


def _read_secret(file: str, node: Node) -> Any:
    """Read a value from a file; each line is one element of a list."""
    text = FilePath(file).read_text(encoding="utf-8").strip()
    if not node.structured:
        return text
    if node.items is None or not node.items.children:
        return (
            json.loads(text) if text.startswith(("[", "{")) else [line.strip() for line in text.splitlines()]
        )
    if text.startswith("["):
        return json.loads(text)
    lines = [line.strip() for line in text.splitlines()]
    return [json.loads(line) if line.startswith("{") else line for line in lines]


def _shown(text: str, node: Node) -> str:
    return "something else" if node.holds_secret else repr(address_without_credentials(text))
