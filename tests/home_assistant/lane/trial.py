"""`python -m tests.home_assistant.lane.trial [VERSION]`: tests the component with the newest Home Assistant.

Or with another one. The component's own tests run if there is a test package for that release, its types are
checked, and the tests with the real Home Assistant run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.lane.failure import LaneFailed
from tests.home_assistant.lane.newest import VARIABLE, has_test_package, make_separate

CHECKOUT = Path(__file__).resolve().parents[3]


def commands_for(made: Environment) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is tested, and the command that does it in the checkout."""
    python = str(made.python)
    if has_test_package(made):
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
    if not has_test_package(made):
        _say(f"Home Assistant {made.version}: its own tests are left out, having no test package")
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
