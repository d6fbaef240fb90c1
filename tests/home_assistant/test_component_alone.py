"""The component's own tests and types, where Home Assistant is installed, and what needs none."""

from __future__ import annotations

import ast
import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import wyoming_morgan
from tests.home_assistant.lane.environment import RELEASES, Environment

CHECKOUT = Path(__file__).resolve().parents[2]
COMPONENT = CHECKOUT / "custom_components" / "morgan"
FILES = sorted(COMPONENT.glob("*.py"))
TRANSLATIONS = sorted((COMPONENT / "translations").glob("*.json"))
LEAST_COVERED_PERCENT = 95
_SECONDS = 450
_WITH_ITS_TEST_PACKAGE = RELEASES[0]

alone = pytest.mark.parametrize(
    "hass_environment", [_WITH_ITS_TEST_PACKAGE], indirect=True, ids=[_WITH_ITS_TEST_PACKAGE.version]
)


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="session")
@alone
async def test_the_component_passes_its_own_tests(hass_environment: Environment, tmp_path: Path) -> None:
    await finished(
        str(hass_environment.python), "-m", "pytest", "--quiet", "-c", "tests/component/pytest.ini",
        "tests/component", "--cov=custom_components.morgan", "--cov-report=term-missing",
        f"--cov-fail-under={LEAST_COVERED_PERCENT}",
        COVERAGE_FILE=str(tmp_path / "coverage"),
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="session")
@alone
async def test_the_component_is_strictly_typed(hass_environment: Environment, tmp_path: Path) -> None:
    await finished(
        sys.executable, "-m", "mypy", "--config-file", "tests/component/mypy.ini",
        "--cache-dir", str(tmp_path), "--python-executable", str(hass_environment.python),
        "custom_components/morgan", "tests/component",
    )  # fmt: skip


def test_the_component_has_the_version_of_the_package() -> None:
    assert manifest()["version"] == wyoming_morgan.__version__


def test_the_component_needs_nothing_that_home_assistant_lacks() -> None:
    assert manifest()["requirements"] == []
    allowed = sys.stdlib_module_names | {"homeassistant", "aiohttp", "yarl", "voluptuous", "probatio"}
    assert {name for path in FILES for name in imported(path)} <= allowed


def test_the_manifest_is_in_the_order_that_home_assistant_wants() -> None:
    keys = list(manifest())
    assert keys[:2] == ["domain", "name"]
    assert keys[2:] == sorted(keys[2:])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_the_component_has_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_a_translation_has_all_words_and_placeholders_of_the_english_one(path: Path) -> None:
    english = json.loads((COMPONENT / "translations" / "en.json").read_text())
    assert placeholders(json.loads(path.read_text())) == placeholders(english)


def placeholders(words: Any, key: str = "") -> dict[str, list[str]]:
    """Return the placeholders of each text, by where it is; a text must not be empty."""
    if isinstance(words, dict):
        return {
            place: names
            for name, inner in words.items()
            for place, names in placeholders(inner, f"{key}.{name}").items()
        }
    assert words.strip(), key
    return {key: sorted(re.findall(r"{(\w+)}", words))}


def manifest() -> dict[str, object]:
    read: dict[str, object] = json.loads((COMPONENT / "manifest.json").read_text())
    return read


def imported(path: Path) -> set[str]:
    """Return the packages that a file imports, apart from its own."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").partition(".")[0])
    return names


async def finished(*command: str, **variables: str) -> None:
    """Run a command in the checkout; its output is shown if it fails.

    Meanwhile the loop runs on, and with it the connections of other tests to Home Assistant.
    """
    running = await asyncio.create_subprocess_exec(
        *command,
        cwd=CHECKOUT,
        env={**os.environ, **variables, "PYTHONPATH": str(CHECKOUT)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(running.communicate(), timeout=_SECONDS)
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
    assert running.returncode == 0, output.decode(errors="replace")
