"""What every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    """The folder of spoken recordings beside the checkout; tests that need it skip where it is absent."""
    folder = CHECKOUT.parent / "shared" / "speech"
    if not (folder / "commands").is_dir():
        pytest.skip("no spoken recordings beside this checkout")
    return folder
