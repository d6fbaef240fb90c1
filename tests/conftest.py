"""What every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Let the `wyoming` library import `audioop`, as it does before Python 3.13."""
    config.addinivalue_line("filterwarnings", "ignore:'audioop' is deprecated:DeprecationWarning")


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    """The folder of spoken recordings beside the checkout; tests that need it skip where it is absent."""
    folder = CHECKOUT.parent / "shared" / "speech"
    if not (folder / "commands").is_dir():
        pytest.skip("no spoken recordings beside this checkout")
    return folder
