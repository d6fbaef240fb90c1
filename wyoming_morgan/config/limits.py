"""The limits of engines that are other than usual where nothing is set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from wyoming_morgan.engines.contract.engine import WorkLimits

SPEAKING_LIMITS = WorkLimits(queue=64)
"""Those of engines that speak: a piece of a text takes a moment only, so more of them may wait."""


def _completed(limits: Any) -> Any:
    """Return limits that are set, with the usual ones of engines that speak beside them."""
    return {"queue": SPEAKING_LIMITS.queue, **limits} if isinstance(limits, Mapping) else limits


SpeakingLimits = Annotated[WorkLimits, BeforeValidator(_completed)]
