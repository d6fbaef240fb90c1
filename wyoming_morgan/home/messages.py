"""Reads messages of Home Assistant, large ones in steps, so that nobody waits for a large home."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import ijson
from pydantic_core import from_json

from wyoming_morgan.tasks import FairTurns

_AT_ONCE = 262_144
"""Characters that are read in one go: a few milliseconds, whatever they are."""
_MOST_NESTED = 100


async def read_message(text: str) -> Any:
    """Return what a JSON text says; while a large one is read, other tasks get their turns.

    Raises:
        ValueError: it is no JSON, or nested too deeply.
    """
    if len(text) <= _AT_ONCE:
        return from_json(text)  # its depth is bounded, unlike that of the standard library
    fair = FairTurns()
    builder = ijson.ObjectBuilder()
    depth = 0
    try:
        for event, value in ijson.basic_parse(BytesIO(text.encode()), use_float=True):
            if event in {"start_map", "start_array"}:
                depth += 1
                if depth > _MOST_NESTED:
                    raise ValueError("nested too deeply")
            elif event in {"end_map", "end_array"}:
                depth -= 1
            builder.event(event, value)
            await fair.turn()
    except ijson.JSONError as error:
        raise ValueError(str(error)) from error
    return builder.value
