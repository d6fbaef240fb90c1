"""What is made from the code is up to date."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from wyoming_morgan.engines.registry import GROUP

CHECKOUT = Path(__file__).resolve().parents[2]


def test_every_engine_is_in_the_reference() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    engines = [name.partition(".")[2] for name in project["entry-points"][GROUP]]
    reference = (CHECKOUT / "docs" / "engines.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| \[([\w-]+)\]\(engines/", reference, re.MULTILINE)) == sorted(engines)


def test_generated_files_are_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("generate_docs", CHECKOUT / "scripts" / "generate_docs.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    stale = [
        str(path)
        for path, text in script.generated()
        if not (CHECKOUT / path).is_file() or (CHECKOUT / path).read_text(encoding="utf-8") != text
    ]
    if stale:
        pytest.fail(f"out of date: {', '.join(stale)}; run: make docs")
