"""`python -m tests.home_assistant.lane`: install what is missing."""

from __future__ import annotations

import sys
import time

from tests.home_assistant.lane.environment import make_environments
from tests.home_assistant.lane.failure import LaneFailed
from tests.home_assistant.lane.satellite import make_satellite
from tests.home_assistant.lane.skip import VARIABLE, left_out


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a program


def main() -> int:
    """Make the environments. The exit status is 1 if that failed."""
    if left_out():
        _say(f"{VARIABLE} is set: the tests against the real Home Assistant will be skipped")
        return 0
    began = time.monotonic()
    try:
        environments = make_environments(say=_say)
        satellite = make_satellite(say=_say)
    except LaneFailed as problem:
        _say(f"error: {problem.message}\nhint: {problem.hint}")
        _say(f"hint: to skip the tests against Home Assistant: {VARIABLE}=1 make test")
        return 1
    versions = ", ".join(environment.version for environment in environments)
    _say(
        f"Home Assistant {versions} and wyoming-satellite {satellite.version} "
        f"ready after {time.monotonic() - began:.1f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
