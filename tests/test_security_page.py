"""Behind every promise of docs/security.md stands a test that exists."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.conftest import CHECKOUT

PAGE = (CHECKOUT / "docs" / "security.md").read_text()
PROMISES, NO_PROMISES = PAGE.split("## What Morgan does not promise")
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((CHECKOUT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("path", "name"), TESTS, ids=lambda part: part.rpartition("/")[2])
def test_the_test_behind_a_promise_exists(path: str, name: str) -> None:
    assert (CHECKOUT / path).is_file()
    assert name in functions_of(path)


def test_every_promise_names_its_test() -> None:
    promises = re.split(r"^- ", PROMISES, flags=re.MULTILINE)[1:]
    assert len(promises) > 30
    assert [promise for promise in promises if not re.search(r"`tests/\S+::\w+`", promise)] == []


def test_the_page_is_short_and_can_be_found() -> None:
    assert len(PAGE.splitlines()) <= 150
    assert "docs/security.md" in (CHECKOUT / "README.md").read_text()
    assert "security.md" in (CHECKOUT / "docs" / "http.md").read_text()
