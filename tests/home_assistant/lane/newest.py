"""`python -m tests.home_assistant.lane.newest [VERSION]`: the component with the newest Home Assistant.

Or with another one. Its environment lies beside those of the lane, and has the test package for custom
components, although that is made for another release. Then the component's own tests run, its types are
checked, and the tests with the real Home Assistant.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.home_assistant.lane.cache import key_of, lane_folder, made_anew
from tests.home_assistant.lane.environment import (
    RELEASES,
    Environment,
    Release,
    _make,  # its file is part of the lane's key: to rename it would install the lane again
    environment,
)
from tests.home_assistant.lane.failure import LaneFailed
from tests.home_assistant.lane.interpreter import find_python
from tests.home_assistant.lane.uv import Uv
from tests.home_assistant.lane.workshop import workshop

VARIABLE = "MORGAN_HOME_ASSISTANT"
"""Names the release that the tests with the real Home Assistant use in the place of those of the lane."""
CHECKOUT = Path(__file__).resolve().parents[3]

_TEST_PACKAGE = "pytest-homeassistant-custom-component"
_MAKERS = ("newest", "environment", "interpreter", "debian")


def releases() -> tuple[Release, ...]:
    """Return the releases to test with: those of the lane, or the one that the variable names."""
    version = os.environ.get(VARIABLE)
    return (_release(version),) if version else RELEASES


def environment_for(release: Release) -> Environment:
    """Return where a release lies, or will lie."""
    if not os.environ.get(VARIABLE):
        return environment(release)
    return separate_environment(release.version)


def separate_environment(version: str) -> Environment:
    """Return where a release lies, or will lie, that is none of the lane."""
    folder = lane_folder() / f"component-{version}"
    return Environment(version, folder, key_of(version, str(folder), makers=_MAKERS))


def make_separate(version: str, *, say: Callable[[str], None]) -> Environment:
    """Make the environment of a release, or of the newest one if `version` is empty.

    Raises:
        LaneFailed: something could not be had.
    """
    with workshop(f"Home Assistant {version or '(the newest)'}", say=say) as (uv, commands):
        python = find_python(lane_folder(), uv, commands, say=say)
        version = version or newest(uv, python)
        made = separate_environment(version)
        if not made.ready:
            with made_anew(made.folder, made.key):
                _make(made, _release(version).package, python, uv, commands)
                with commands.step("the test package"):
                    _add_test_package(made, uv)
    return made


def newest(uv: Uv, python: Path) -> str:
    """Return the newest release that the package index has for a Python.

    Raises:
        LaneFailed: it cannot be found out.
    """
    wanted = lane_folder() / "newest.in"
    wanted.write_text("homeassistant\n")
    return version_in(
        uv("pip", "compile", "--no-deps", "--no-header", "--python", python, wanted, seconds=120)
    )


def version_in(resolved: str) -> str:
    """Return the version in what uv printed.

    Raises:
        LaneFailed: there is none.
    """
    line = re.search(r"^homeassistant==(\S+)", resolved, re.MULTILINE)
    if line is None:
        raise LaneFailed("the newest Home Assistant is not known", hint="name one: HOME_ASSISTANT=2026.12.0")
    return line[1]


def _add_test_package(made: Environment, uv: Uv) -> None:
    override = made.folder / "override.txt"
    override.write_text(f"homeassistant=={made.version}\n")
    uv(
        "pip", "install", "--quiet", "--python", made.python, "--override", override, _TEST_PACKAGE,
        seconds=900, attempts=3,
    )  # fmt: skip


def _release(version: str) -> Release:
    return Release(version, f"homeassistant=={version}")


def commands_for(made: Environment) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is tested, and the command that does it in the checkout."""
    python = str(made.python)
    yield (
        "the component's own tests",
        [python, "-m", "pytest", "--quiet", "-c", "tests/component/pytest.ini", "tests/component"],
    )
    yield (
        "its types",
        [
            sys.executable, "-m", "mypy", "--config-file", "tests/component/mypy.ini",
            "--cache-dir", os.devnull, "--python-executable", python, "custom_components/morgan",
        ],
    )  # fmt: skip
    files = sorted(map(str, (CHECKOUT / "tests" / "home_assistant").glob("test_component*.py")))
    yield (
        "the real Home Assistant",
        [
            sys.executable, "-m", "pytest", "--quiet", "-m", "slow",
            *(file for file in files if not file.endswith("test_component_alone.py")),
        ],
    )  # fmt: skip


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a program


def main() -> int:
    """Make the environment and run the tests. The exit status is 1 if something failed."""
    try:
        made = make_separate(sys.argv[1] if len(sys.argv) > 1 else "", say=_say)
    except LaneFailed as problem:
        _say(f"error: {problem.message}\nhint: {problem.hint}")
        return 1
    failed = []
    for what, command in commands_for(made):
        _say(f"Home Assistant {made.version}: {what}")
        variables = {**os.environ, VARIABLE: made.version, "PYTHONPATH": str(CHECKOUT)}
        if subprocess.run(command, cwd=CHECKOUT, env=variables, check=False).returncode:  # noqa: S603 - the lane's own commands
            failed.append(what)
    for what in failed:
        _say(f"Home Assistant {made.version}: failed: {what}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
