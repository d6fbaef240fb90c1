"""Every reply and every cue is used: a new language translates nothing in vain."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import wyoming_morgan.agent as package
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.replies import Replies, Verbs

NAMED_BY_A_TOOL = {"remember", "forget"}
"""Cues that are looked up by the name of the tool that a language model calls."""


@pytest.fixture(scope="module")
def mentions() -> frozenset[str]:
    """Every attribute and string in the code of the agent, except for the languages themselves."""
    folder = Path(str(package.__file__)).parent
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.py")
        if len(path.stem) > 2 or path.parent.name != "language"
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return frozenset(node.attr for node in nodes if isinstance(node, ast.Attribute)) | frozenset(
        str(node.value) for node in nodes if isinstance(node, ast.Constant)
    )


@pytest.mark.parametrize("reply", [field.name for part in (Replies, Verbs) for field in fields(part)])
def test_every_reply_is_given(reply: str, mentions: frozenset[str]) -> None:
    assert reply in mentions


@pytest.mark.parametrize("cue", [field.name for field in fields(Cues)])
def test_every_cue_is_looked_for(cue: str, mentions: frozenset[str]) -> None:
    assert cue in mentions | NAMED_BY_A_TOOL
