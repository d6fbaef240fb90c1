"""The configuration files: their folder, and their settings with line numbers."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import platformdirs
import yaml

from wyoming_morgan.config.complaints import Complaint, InvalidConfiguration, Path
from wyoming_morgan.config.tree import below_secret

_NAME_IN_FILE = re.compile(r"\b(alias|anchor|handle|tag) (?!.tag:yaml\.org)(['\"])[^'\"]*\2")
"""What PyYAML's problems repeat of a file. `*…`, `&…` and `!…` without quotes may be a secret."""

FOLDER_VARIABLE = "MORGAN_CONFIG_DIR"


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of configuration files, and why it is this one."""

    path: FilePath
    why: str


@dataclass(slots=True)
class Document:
    """The settings of one file."""

    path: FilePath
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    """The line of every key and of every element of a list, counted from 1."""
    complaints: list[Complaint] = field(default_factory=list)


def find_folder(
    option: FilePath | None, environ: Mapping[str, str], names: tuple[str, ...], here: FilePath
) -> Folder:
    """Choose the folder: the option, the environment, `config` in `here` if it holds a file, the user's own.

    Raises:
        InvalidConfiguration: the folder that the option or the environment names does not exist.
    """
    choices = [("--config-dir", option), (FOLDER_VARIABLE, _as_path(environ.get(FOLDER_VARIABLE)))]
    for source, path in choices:
        if path is None:
            continue
        if not path.is_dir():
            problem = "is not a folder" if path.exists() else "does not exist"
            raise InvalidConfiguration(
                [Complaint(source, f"{path} {problem}; expected the folder with {', '.join(names)}")]
            )
        return Folder(path, source)
    if any((here / "config" / name).is_file() for name in names):
        return Folder(FilePath("config"), "it is in the current folder")
    return Folder(platformdirs.user_config_path("morgan"), "the user's own")


def home_folder(option: FilePath | None, environ: Mapping[str, str]) -> FilePath:
    """Return the folder for a new configuration, whether it exists or not."""
    return option or _as_path(environ.get(FOLDER_VARIABLE)) or platformdirs.user_config_path("morgan")


def _as_path(text: str | None) -> FilePath | None:
    return FilePath(text).expanduser() if text else None


def read_file(path: FilePath, root: Path) -> Document:
    """Read a YAML file whose settings are below `root`. One that is absent or empty sets nothing."""
    document = Document(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return document
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        fix = f"run: sudo chmod a+r {path}" if isinstance(error, PermissionError) else ""
        document.complaints.append(Complaint(f"{path}", f"cannot be read: {why}", fix=fix))
        return document
    try:
        loader = YamlLoader(text)
        node = loader.get_single_node()
        if node is not None:
            _read_node(node, root, document)
            values = _construct(loader, node)
            if values is not None:
                _take(values, document)
    except (yaml.YAMLError, RecursionError) as error:
        document.complaints.append(_syntax_complaint(path, text, error))
    return document


def _construct(loader: YamlLoader, node: yaml.Node) -> Any:
    """Return the values of a document.

    Raises:
        yaml.YAMLError: a tag is unknown, or its value does not fit it.
    """
    try:
        return loader.construct_document(node)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # PyYAML's constructors of explicit tags (`!!bool x`, `!!timestamp x`) raise these.
        raise yaml.YAMLError("a value that does not fit its tag") from error


def _take(values: object, document: Document) -> None:
    if isinstance(values, dict):
        document.values = values
    else:
        # A text that is all there is may be a setting with a missing blank, and its value a secret.
        word = isinstance(values, str) and values.isalpha()
        kind = "a list" if isinstance(values, list) else repr(values) if word else "something else"
        document.complaints.append(
            Complaint(f"{document.path}:1", f"expected settings as `name: value`, found {kind}")
        )


class YamlLoader(yaml.SafeLoader):
    """YAML 1.2's booleans, and no dates: `no` is Norwegian, not false, and `on` is a word."""


YamlLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in {"bool", "timestamp"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
YamlLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def _read_node(node: yaml.Node, path: Path, document: Document) -> None:
    """Note the lines below a node, and complain about keys that are duplicate or not text."""
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _read_node(item, (*path, index), document)
    elif isinstance(node, yaml.MappingNode):
        seen: dict[Hashable, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            where = f"{document.path}:{line}"
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                shown = f"{key.value!r}" if isinstance(key, yaml.ScalarNode) else "a list or a mapping"
                shown = "something else" if below_secret(path) else shown
                document.complaints.append(
                    Complaint(where, f"expected a name before the colon, found {shown}")
                )
                continue
            if key.value in seen:
                name = "a name" if below_secret(path) else key.value
                problem = f"{name} is set twice; it is already set in line {seen[key.value]}"
                document.complaints.append(Complaint(where, problem))
            seen[key.value] = line
            document.lines[(*path, key.value)] = line
            _read_node(value, (*path, key.value), document)


def _syntax_complaint(path: FilePath, text: str, error: Exception) -> Complaint:
    """Return where the YAML is not valid, and why."""
    where, problem, fix = f"{path}", str(error), ""
    if isinstance(error, RecursionError):
        problem = "nested too deeply"
    elif isinstance(error, yaml.MarkedYAMLError):
        problem = " ".join(filter(None, (error.context, error.problem)))
        problem = _NAME_IN_FILE.sub(r"\1 …", problem)
        if error.problem_mark is not None:
            where = f"{path}:{error.problem_mark.line + 1}"
            problem, fix = _in_words(problem, error.problem_mark.column)
    elif isinstance(error, yaml.reader.ReaderError):
        where = f"{path}:{text.count(chr(10), 0, error.position) + 1}"
        problem = f"a character that is not allowed, U+{error.character:04X}"
    return Complaint(where, f"not valid YAML: {problem}", fix=fix)


def _in_words(problem: str, column: int) -> tuple[str, str]:
    """Return what the parser says in words for people, and what to do; what is rare as it is."""
    if "'\\t'" in problem:
        return "the line begins with a tab", "use spaces: YAML takes no tabs there"
    if "expected <block end>" in problem:
        return (
            f"the line begins {column} columns in, which fits none of the lines above",
            "let the lines of one group, and the items of one list, begin in the same column",
        )
    if "mapping values are not allowed" in problem:
        return (
            "a second `name:` in one line, or a line too far to the right",
            "put texts with a colon in quotes, and let the lines of one group begin in the same column",
        )
    if "could not find expected ':'" in problem:
        return (
            "a name without a colon after it",
            "write settings as `name: value`, with a blank after the colon",
        )
    return problem, ""
