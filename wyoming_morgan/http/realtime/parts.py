"""What a session is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wyoming_morgan.http.realtime.outbox import Outbox
from wyoming_morgan.http.realtime.replies import Answerer
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.contract import Ear, Mouth


@dataclass(frozen=True, slots=True)
class SessionParts:
    """What a session works with; the ear or the mouth may be missing."""

    outbox: Outbox
    turn_log: TurnLog
    ear: Ear | None
    mouth: Mouth | None
    answerer: Callable[[str], Answerer]
    """Finds who answers, by the name of the model; it raises `UnknownModel`."""
    max_pending: int
    """Characters that may wait to be spoken."""
