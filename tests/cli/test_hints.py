"""Every `morgan …` command that Morgan names, in messages and on its pages, exists with these options."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tests.source import PACKAGE, modules, nodes, shown
from wyoming_morgan.cli.app import app
from wyoming_morgan.models.catalogue import Catalogue

CHECKOUT = PACKAGE.parent
UNKNOWN = "ANY"
"""In place of what a message fills in."""

IN_MESSAGES = re.compile(r"`morgan ([^`]+)`|\brun: morgan ([^;,)`\n]+)|^morgan ([^;,)`\n]+)")
ON_PAGES = re.compile(r"(?<!`)`morgan ([^`\n]+)`(?!`)|^(?:\$ )?morgan ([^#\n]+?)(?:  |#|$)", re.MULTILINE)


def texts(path: Path) -> Iterator[str]:
    """Every text in a module; what is filled in is unknown."""
    inside = set()
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else UNKNOWN for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def commands_in(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        yield " ".join(next(filter(None, match.groups())).split())


def in_messages() -> dict[str, str]:
    """Every command in a message, and a module that names it."""
    return {
        command: shown(path)
        for path in modules()
        for text in texts(path)
        for command in commands_in(IN_MESSAGES, text)
    }


def on_pages() -> dict[str, str]:
    pages = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
    return {
        command: page.relative_to(CHECKOUT).as_posix()
        for page in pages
        for command in commands_in(ON_PAGES, page.read_text(encoding="utf-8"))
    }


@cache
def program() -> Any:
    return typer.main.get_command(app)


@cache
def catalogue() -> Catalogue:
    return Catalogue.load()


def problem(command: str) -> str:
    """Return what is wrong with a command; empty if the real program would take it."""
    line = re.split(r"\s[|&>]+\s", command)[0]
    try:
        words = [word for word in shlex.split(line) if word not in {"…", "..."}]
    except ValueError as error:
        return str(error)
    group = program()
    while hasattr(group, "commands") and words and not words[0].startswith("-"):
        name = words.pop(0)
        if name not in group.commands:
            return "" if name == UNKNOWN else f"there is no command {name!r}"
        group = group.commands[name]
    return "" if hasattr(group, "commands") else _refused(group, words) or _no_such_model(command, words)


def _refused(command: Any, words: list[str]) -> str:
    """Return what the command's own parser says; an option may be named without its value."""
    plain = [word for word in words if not (word.startswith("-") and UNKNOWN in word)]
    try:
        _, left, _ = command.make_parser(command.context_class(command)).parse_args([*plain, UNKNOWN])
    except Exception as error:  # noqa: BLE001 - whatever the parser refuses is the finding
        return str(error)
    too_much = [word for word in left if word != UNKNOWN]
    return f"{too_much[0]!r} is too much" if too_much else ""


def _no_such_model(command: str, words: list[str]) -> str:
    if not command.startswith("models pull ") or UNKNOWN in command:
        return ""
    named = [word for word in words if re.fullmatch(r"[a-z-]+/\w*[a-z][\w.-]*", word)]
    return ", ".join(f"there is no model {model}" for model in named if catalogue().find(model) is None)


def test_messages_and_pages_name_many_commands() -> None:
    assert len(in_messages()) > 50
    assert len(on_pages()) > 50


@pytest.mark.parametrize("command", sorted(in_messages()))
def test_a_command_in_a_message_exists(command: str) -> None:
    assert not problem(command), in_messages()[command]


@pytest.mark.parametrize("command", sorted(on_pages()))
def test_a_command_on_a_page_exists(command: str) -> None:
    assert not problem(command), on_pages()[command]


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("modles list", "no command 'modles'"),
        ("models fetch base", "no command 'fetch'"),
        ("models list --no-such-option", "no-such-option"),
        ("models list too much", "too much"),
        ("models pull piper/nobody", "no model piper/nobody"),
    ],
)
def test_a_command_that_does_not_exist_is_noticed(command: str, what: str) -> None:
    assert what in problem(command)
