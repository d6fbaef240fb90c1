"""What the tasks of every room share."""

from __future__ import annotations

import asyncio
from typing import Any


def drop_failure(task: asyncio.Task[Any]) -> None:
    """Retrieve the exception of a task that has ended, so that asyncio does not log it as never retrieved.

    A done-callback for tasks whose callers may have left. A caller that still waits gets the exception.
    """
    if not task.cancelled():
        task.exception()
