"""Runs in the process that checks a model."""

from __future__ import annotations

import os
from pathlib import Path


def crash(_path: Path) -> None:
    """End as a library does that a file has led astray."""
    os.abort()
