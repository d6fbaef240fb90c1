"""Every command: its help, its errors, its exit code."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from wyoming_morgan import __version__
from wyoming_morgan.cli.app import app
from wyoming_morgan.cli.reference import reference

Morgan = Callable[..., Result]


def test_every_command_has_a_help_with_an_example() -> None:
    helps = re.split(r"^## ", reference(app), flags=re.MULTILINE)[1:]
    names = [text.partition("\n")[0] for text in helps]
    assert {
        "morgan serve",
        "morgan listen",
        "morgan say",
        "morgan voices",
        "morgan ask",
        "morgan doctor",
    } < set(names)
    assert {"morgan config show", "morgan config check", "morgan config init"} < set(names)
    for name, text in zip(names, helps, strict=True):
        assert f"Examples:\n    {name}" in text or f"| {name}" in text, f"{name} has no example"


def test_the_version_is_printed(morgan: Morgan) -> None:
    result = morgan("--version")
    assert (result.exit_code, result.stdout) == (0, f"morgan {__version__}\n")


def test_a_misspelled_command_is_guessed(morgan: Morgan) -> None:
    result = morgan("serv")
    assert result.exit_code == 2
    assert "Did you mean 'serve'" in result.stderr


def test_a_mistake_in_the_configuration_stops_every_command(morgan: Morgan, folder: Path) -> None:
    (folder / "core.yaml").write_text("log_level: loud\n")
    for command in (["serve"], ["ask", "hello"], ["listen", "-"], ["voices"], ["say", "hi", "-o", "-"]):
        result = morgan(*command)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "core.yaml:1: core.log_level: expected one of debug, info, warning, error" in result.stderr


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "import wyoming_morgan.cli.app\n"
        "heavy = {'pydantic', 'numpy', 'av', 'aiohttp', 'onnxruntime', 'hassil', 'zeroconf', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run(  # noqa: S603 - the program is the one above
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[]\n"


def test_the_module_is_the_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "wyoming_morgan", "--help"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("Usage: morgan [OPTIONS] COMMAND")
    assert ran.stderr == ""
