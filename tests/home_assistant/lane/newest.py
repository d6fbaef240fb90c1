"""An environment for a release of Home Assistant that is none of the lane's, such as the newest.

It lies beside those of the lane, and has the test package for custom components if there is one for that
release.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
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

VARIABLE = "HOME_ASSISTANT_RELEASE"
"""Names the release that the tests with the real Home Assistant use in the place of those of the lane."""

_TEST_PACKAGE = "pytest-homeassistant-custom-component>=0.13.375"
"""Each of its releases pins one of Home Assistant."""
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
                with commands.step("the test package for custom components"):
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


def has_test_package(made: Environment) -> bool:
    """Whether the component's own tests can run in an environment."""
    return any(made.folder.glob("lib/python3.*/site-packages/pytest_homeassistant_custom_component"))


def _add_test_package(made: Environment, uv: Uv) -> None:
    """Install the test package that pins this release, if there is one: it comes later than the release."""
    packages = (_release(made.version).package, _TEST_PACKAGE)
    with suppress(LaneFailed):
        uv("pip", "install", "--quiet", "--python", made.python, *packages, seconds=900)


def _release(version: str) -> Release:
    return Release(version, f"homeassistant=={version}")
