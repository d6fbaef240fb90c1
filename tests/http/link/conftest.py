"""Waiting takes no time here: nothing in this folder uses sockets."""

from tests.virtual_time import pytest_asyncio_loop_factories

__all__ = ["pytest_asyncio_loop_factories"]
