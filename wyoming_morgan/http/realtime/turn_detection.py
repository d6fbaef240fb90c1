"""What ends a turn of a realtime session, as clients ask for it.

https://platform.openai.com/docs/guides/realtime-vad
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wyoming_morgan.http.realtime.session_part import SessionPart
from wyoming_morgan.voice.contract import Sensitivity

PADDING_MS = 300
"""The API's own default of the audio before the first word that counts as the turn's."""
_NONE = "none"
_LEAST_THRESHOLD, _MOST_THRESHOLD = 0.01, 0.99


class ServerVad(SessionPart):
    """Silence ends a turn; without a duration Morgan's own patience does, which goes by the words, too."""

    type: Literal["server_vad"] = "server_vad"
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    prefix_padding_ms: Annotated[int, Field(ge=0, le=5_000)] | None = None
    silence_duration_ms: Annotated[int, Field(ge=100, le=10_000)] | None = None
    idle_timeout_ms: Annotated[int, Field(ge=1_000, le=600_000)] | None = None
    create_response: bool | None = None
    interrupt_response: bool | None = None

    @property
    def padding_ms(self) -> int:
        """Audio before the first word that counts as the turn's."""
        return PADDING_MS if self.prefix_padding_ms is None else self.prefix_padding_ms

    @property
    def start_threshold(self) -> float | None:
        """The probability from which on sound is speech; none is ever quite 0 or 1."""
        threshold = self.threshold
        return None if threshold is None else min(max(threshold, _LEAST_THRESHOLD), _MOST_THRESHOLD)

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
    def padding_ms(self) -> int:
        """Audio before the first word that counts as the turn's."""
        return PADDING_MS

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


def understood_detection(detection: object) -> object:
    """Return what ends a turn by its fields where its type is left out; None where it is `none`."""
    if not isinstance(detection, dict):
        return None if detection == _NONE else detection
    if detection.get("type") == _NONE:
        return None
    if detection.get("type") is not None:
        return detection
    return {**detection, "type": "semantic_vad" if "eagerness" in detection else "server_vad"}
