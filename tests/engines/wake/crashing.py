"""Run in the process that checks a model."""

from __future__ import annotations

import os
import time
from pathlib import Path


def crash(_path: Path) -> None:
    """End as a library does that a file has led astray."""
    os.abort()


def hang(_path: Path) -> None:
    """Never end, as a library does that a file has led into a loop."""
    time.sleep(600)
