"""What ends a turn of a realtime session, as clients ask for it.

https://platform.openai.com/docs/guides/realtime-vad
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wyoming_morgan.http.realtime.session_part import SessionPart
from wyoming_morgan.voice.contract import Sensitivity


class ServerVad(SessionPart):
    """Silence ends a turn; without a duration Morgan's own patience does, which goes by the words, too."""

    type: Literal["server_vad"] = "server_vad"
    threshold: Annotated[float, Field(gt=0, lt=1)] | None = None
    prefix_padding_ms: Annotated[int, Field(ge=0, le=5_000)] | None = None
    silence_duration_ms: Annotated[int, Field(ge=100, le=10_000)] | None = None
    idle_timeout_ms: Annotated[int, Field(ge=1_000, le=600_000)] | None = None
    create_response: bool | None = None
    interrupt_response: bool | None = None

    @property
    def idle_seconds(self) -> float | None:
        """How long after a response the user may say nothing; None if for ever."""
        return None if self.idle_timeout_ms is None else self.idle_timeout_ms / 1000

    @property
    def sensitivity(self) -> Sensitivity:
        """How patient the ear is."""
        return Sensitivity.DEFAULT


class SemanticVad(SessionPart):
    """The words and the silence after them end a turn."""

    type: Literal["semantic_vad"] = "semantic_vad"
    eagerness: Literal["low", "medium", "high", "auto"] | None = None
    create_response: bool | None = None
    interrupt_response: bool | None = None

    @property
    def idle_seconds(self) -> float | None:
        """Never: the user may say nothing for ever."""
        return None

    @property
    def sensitivity(self) -> Sensitivity:
        """How patient the ear is."""
        match self.eagerness:
            case "low":
                return Sensitivity.RELAXED
            case "high":
                return Sensitivity.AGGRESSIVE
            case _:
                return Sensitivity.DEFAULT


TurnDetection = Annotated[ServerVad | SemanticVad, Field(discriminator="type")]
