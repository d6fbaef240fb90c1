"""The ear and the mouth are tested in virtual time: waiting for seconds takes none."""

from __future__ import annotations

from tests.virtual_time import pytest_asyncio_loop_factories

__all__ = ["pytest_asyncio_loop_factories"]
