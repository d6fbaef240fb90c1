"""Whoever is exempt from a rule of the linter or the type checker says why."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDERS = ("wyoming_morgan", "tests", "bench", "scripts", "deploy", "custom_components")
EXEMPTION = re.compile(r"#\s*noqa: (?P<rules>[A-Z]+\d+(?:, *[A-Z]+\d+)*)(?P<reason>.*)")


def without_reason(source: str) -> list[int]:
    """Return the lines of exemptions that give no reason."""
    comments = (
        token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    )
    return [
        comment.start[0]
        for comment in comments
        if (exemption := EXEMPTION.search(comment.string)) and not exemption["reason"].strip(" -")
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_exemption_from_a_rule_has_its_reason(folder: str) -> None:
    modules = sorted((CHECKOUT / folder).rglob("*.py"))
    assert modules
    bare = {path: lines for path in modules if (lines := without_reason(path.read_text("utf-8")))}
    assert not bare


def test_an_exemption_without_a_reason_is_noticed() -> None:
    exemption = "noqa: S108"
    assert without_reason(f"a = 1  # {exemption}\nb = 2  # {exemption} - of the container\n") == [1]
