"""What every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# A deadline per example would measure how busy the machine is. `make check` chooses the quick profile.
settings.register_profile("thorough", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=20)
settings.load_profile("thorough")

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    """The folder of spoken recordings beside the checkout; tests that need it skip where it is absent."""
    folder = CHECKOUT.parent / "shared" / "speech"
    if not (folder / "commands").is_dir():
        pytest.skip("no spoken recordings beside this checkout")
    return folder
