"""The releases of Home Assistant that a benchmark runs."""

from __future__ import annotations

import sys

from tests.home_assistant.lane.environment import Environment, make_environments
from tests.home_assistant.lane.failure import LaneFailed


def installed_releases() -> list[Environment]:
    """Install what is missing, and return all releases, the newest last.

    Raises:
        SystemExit: with 1 if one cannot be installed; why is printed.
    """
    try:
        return make_environments(say=lambda line: print(line, file=sys.stderr))
    except LaneFailed as problem:
        print(f"error: {problem.message}\nhint: {problem.hint}", file=sys.stderr)
        raise SystemExit(1) from problem
