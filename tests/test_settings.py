"""Messages name settings by their full paths, and only settings that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.source import PACKAGE, modules, nodes, shown
from wyoming_morgan.config.environment import read_environment
from wyoming_morgan.config.schema import ENGINE_SETTINGS, Config
from wyoming_morgan.config.tree import Node, settings_tree
from wyoming_morgan.engines.registry import Registry

MODULES = modules()

DOTTED = re.compile(r"(?<![\w./{-])[a-z_]+(?:\.[a-z_-]+)+(?![\w/(])")
"""A name with dots, which may be the path of a setting."""


@pytest.fixture(scope="module")
def tree() -> Node:
    return settings_tree(Config, Registry.discover().specs(), ENGINE_SETTINGS)


@pytest.fixture(scope="module")
def shortened(tree: Node) -> dict[str, str]:
    """The full path of each setting, by its path without the name of its file, or without more of its front.

    Such as `http.api_keys` for `core.http.api_keys`. What is the full path of another setting is left out.
    """
    paths = [tuple(str(part) for part in node.path) for node in tree.leaves()]
    full = {".".join(path[:end]) for path in paths for end in range(1, len(path) + 1)}
    shorter = {".".join(path[start:]): ".".join(path) for path in paths for start in range(1, len(path) - 1)}
    return {name: path for name, path in shorter.items() if name not in full}


def settings_named(path: Path) -> Iterator[tuple[int, ast.expr]]:
    """Every argument of a call of `setting`, with its line."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setting":
            yield node.lineno, node.args[0]


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module that is not a docstring, with its line; a formatted part of one is `{}`."""
    parts = {id(part) for node in nodes(path) if isinstance(node, ast.JoinedStr) for part in node.values}
    documentation = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values),
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in parts | documentation
        ):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_settings_that_messages_name_exist(path: Path, tree: Node) -> None:
    for line, argument in settings_named(path):
        assert isinstance(argument, ast.Constant), f"{path}:{line}: not a literal path"
        name = str(argument.value)
        assert tree.find(tuple(name.split("."))) is not None, f"{path}:{line}: {name} does not exist"


ON_PAGES = re.compile(r"`((?:core|stt|tts|llm|vad)(?:\.[a-z_][\w-]*)+)`")
"""A name in code on a page that is one of a setting: `tts.voice`, but not the file `tts.yaml`."""
OF_HOME_ASSISTANT = {"tts.speak"}
"""Names of its actions that look like settings."""
VARIABLES = re.compile(r"\bMORGAN_(?:CORE|STT|TTS|LLM|VAD)(?:__[A-Z0-9_]+)+")
CHECKOUT = PACKAGE.parent
PAGES = (CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").rglob("*.md")))
DEPLOYED = (
    *CHECKOUT.glob("docker-compose*.yml"),
    CHECKOUT / "Dockerfile",
    *sorted((CHECKOUT / "deploy").rglob("*.yaml")),
    *sorted((CHECKOUT / "deploy").rglob("*.md")),
)


def no_settings(variables: Mapping[str, str], tree: Node) -> list[str]:
    """Return the complaints about variables that are no settings."""
    complaints = map(str, read_environment(variables, tree).complaints)
    return [complaint for complaint in complaints if "no such setting" in complaint]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_that_pages_name_exist(page: Path, tree: Node) -> None:
    named = ON_PAGES.findall(page.read_text("utf-8"))
    absent = {
        name for name in named if not name.endswith(".yaml") and tree.find(tuple(name.split("."))) is None
    }
    assert absent <= OF_HOME_ASSISTANT


@pytest.mark.parametrize("path", [*PAGES, *DEPLOYED], ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_variables_that_pages_and_deployments_name_are_settings(path: Path, tree: Node) -> None:
    variables = dict.fromkeys(sorted(set(VARIABLES.findall(path.read_text("utf-8")))), "1")
    assert no_settings(variables, tree) == []


def test_many_settings_are_named_on_pages_and_a_wrong_one_is_noticed(tree: Node) -> None:
    assert len(no_settings({"MORGAN_TTS__VOICES": "1", "MORGAN_TTS__VOICE": "1"}, tree)) == 1
    texts_of_pages = [page.read_text("utf-8") for page in PAGES]
    assert sum(len(set(ON_PAGES.findall(text))) for text in texts_of_pages) > 50
    assert sum(len(set(VARIABLES.findall(text))) for text in texts_of_pages) > 10


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_no_message_shortens_the_path_of_a_setting(path: Path, shortened: dict[str, str]) -> None:
    shorter = [
        f"{path}:{line}: {name} is setting({shortened[name]!r})"
        for line, text in texts(path)
        for name in DOTTED.findall(text)
        if name in shortened
    ]
    assert shorter == []
