"""Whether the tests against the real Home Assistant are left out."""

from __future__ import annotations

import os

VARIABLE = "SKIP_HOME_ASSISTANT_TESTS"


def left_out() -> bool:
    """Whether a person asked for it. Continuous integration never leaves them out."""
    return bool(os.environ.get(VARIABLE)) and not os.environ.get("CI")
