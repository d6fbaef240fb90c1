"""What the tests of engines share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from blockbuster import blockbuster_ctx

from tests.engines.closing import close_engines


@pytest.fixture(autouse=True)
def _nothing_blocks_the_loop() -> Iterator[None]:
    with blockbuster_ctx("wyoming_morgan"):
        yield


@pytest.fixture
async def engines_are_closed() -> AsyncIterator[None]:
    """Close the engines that the test has created: see `closed_after_test`."""
    yield
    await close_engines()
