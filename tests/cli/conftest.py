"""Runs commands in a clean environment, with a folder of configuration of their own."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from wyoming_morgan.cli.app import app

Morgan = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of configuration that commands use when none is told."""
    for name in os.environ:
        if name.startswith("MORGAN_") or name == "LOG_LEVEL":
            monkeypatch.delenv(name)
    folder = tmp_path / "configuration"
    folder.mkdir()
    monkeypatch.setenv("MORGAN_CONFIG_DIR", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture(autouse=True)
def _log_ends_with_its_command() -> Iterator[None]:
    """A command sends the process's log to its own standard error, which is closed after the test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def morgan(folder: Path) -> Morgan:
    """Run a command: `morgan("config", "show")`."""
    del folder

    def run(*arguments: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(app, arguments, input=stdin, prog_name="morgan")

    return run
