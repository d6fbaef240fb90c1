"""Run in the process that checks a model."""

from __future__ import annotations

import os
import time
from pathlib import Path

from wyoming_morgan.engines.wake.kind import WakeKind


def crash(_kind: WakeKind, _path: Path) -> None:
    """End as a library does that a file has led astray."""
    os.abort()


def hang(_kind: WakeKind, _path: Path) -> None:
    """Never end, as a library does that a file has led into a loop."""
    time.sleep(600)
