"""One name for one thing: the names of docs/architecture.md's glossary, held over the whole package."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import PACKAGE, modules, modules_of_tests, nodes, shown, text

CHECKOUT = Path(__file__).resolve().parent.parent

NOT_NOUNS = {"told", "found", "each", "known", "whoever"}
"""Names that do not say what they hold."""

OLD_NAMES = {
    # Quoted, they are words that users say or keys that they may still write.
    r"(?<!\")\b([Rr]ecognis|[Nn]ormalis|[Cc]olour|[Bb]ehaviour)": "American spelling",
    r"\b(Mind|Thinker|Thinking)\b": "the agent",
    r"\b(Hear|Speak|Think|Notice)Program\b": "stt, tts, agent, vad",
    r"\b(OpenAiServer|OpenAiChatServer|OllamaServer|McpServer)\b": "clients are called clients",
    r"engines[./]base\b": "engines/contract",
}
"""Names that the house had before, and what to use in their place."""


def names_given(path: Path) -> Iterator[tuple[str, int]]:
    """Every name that a file gives to a variable or an argument, with its line."""
    for node in nodes(path):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def test_no_two_public_classes_have_the_same_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in nodes(path):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(shown(path))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_variables_are_named_by_nouns() -> None:
    assert [
        f"{shown(path)}:{line}: {name}"
        for path in (*modules(), *modules_of_tests())
        for name, line in names_given(path)
        if name.strip("_") in NOT_NOUNS | ({"wanted"} if path.is_relative_to(PACKAGE) else set())
    ] == []


@pytest.mark.parametrize(("pattern", "instead"), OLD_NAMES.items(), ids=OLD_NAMES.values())
def test_old_names_are_gone(pattern: str, instead: str) -> None:
    assert {
        shown(path): f"{match[0]} → {instead}"
        for path in modules()
        if (match := re.search(pattern, text(path))) is not None
    } == {}


def test_every_file_that_the_docs_name_exists() -> None:
    rooms = "|".join(sorted(path.name for path in PACKAGE.iterdir() if path.is_dir()))
    patterns = (
        (re.compile(rf"`((?:{rooms})/[\w/]+\.py)`"), PACKAGE),
        (re.compile(r"`((?:wyoming_morgan|tests|docs|config|scripts|bench)/[\w/.-]+\.\w+)`"), CHECKOUT),
    )
    pages = [CHECKOUT / "README.md", *(CHECKOUT / "docs").rglob("*.md")]
    # This page shows files that its reader adds.
    pages.remove(CHECKOUT / "docs" / "development.md")
    assert [
        f"{page.relative_to(CHECKOUT)}: {name}"
        for page in pages
        for pattern, folder in patterns
        for name in pattern.findall(page.read_text())
        if not (folder / name).exists()
    ] == []
