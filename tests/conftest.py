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
SLOW_TIMEOUT_SECONDS = 480
"""For tests that start servers and processes, which take long to start on a busy machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give slow tests a timeout that a busy machine does not reach; the fast ones have pyproject.toml's."""
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW_TIMEOUT_SECONDS))


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    """The folder of spoken recordings beside the checkout; tests that need it skip where it is absent."""
    folder = CHECKOUT.parent / "shared" / "speech"
    if not (folder / "commands").is_dir():
        pytest.skip("no spoken recordings beside this checkout")
    return folder
