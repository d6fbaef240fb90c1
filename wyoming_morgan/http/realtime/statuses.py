"""The life of a response as a table: it ends exactly once, whatever happens and in which order."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How far a response has come."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to it."""
        return self is not Status.IN_PROGRESS


class Happening(StrEnum):
    """What can happen to a response."""

    PIECE = "piece"
    """More of it is there."""
    END = "end"
    """All of it is there."""
    CUT_OFF = "cut_off"
    """It may not be longer."""
    FILTERED = "filtered"
    """The model's server holds the rest of it back."""
    FAILURE = "failure"
    """It cannot be made."""
    CANCEL = "cancel"
    """The client does not want it any more."""
    INTERRUPTION = "interruption"
    """Somebody speaks while it is given."""


_NEXT: dict[Happening, Status] = {
    Happening.PIECE: Status.IN_PROGRESS,
    Happening.END: Status.COMPLETED,
    Happening.CUT_OFF: Status.INCOMPLETE,
    Happening.FILTERED: Status.INCOMPLETE,
    Happening.FAILURE: Status.FAILED,
    Happening.CANCEL: Status.CANCELLED,
    Happening.INTERRUPTION: Status.CANCELLED,
}
"""What a response in progress becomes."""


def next_status(status: Status, happening: Happening) -> Status:
    """Return the status after something happened; what is final stays."""
    return status if status.is_final else _NEXT[happening]


REASONS: dict[Happening, str] = {
    Happening.CUT_OFF: "max_output_tokens",
    Happening.FILTERED: "content_filter",
    Happening.CANCEL: "client_cancelled",
    Happening.INTERRUPTION: "turn_detected",
}
"""What clients are told of it."""
