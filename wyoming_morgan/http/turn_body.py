"""A turn as clients describe it: the fields that `/api/text`, `/api/audio` and chats share."""

from __future__ import annotations

from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.audio import FileFormat
from wyoming_morgan.http.bodies import Body, Choice, Identifier, Language
from wyoming_morgan.timings import TurnTimings


class TurnFields(Body):
    """Who speaks, where, in which conversation, and the language model to ask."""

    user_id: Identifier | None = None
    conversation_id: Identifier | None = None
    language: Language | None = None
    device_id: Identifier | None = None
    area: Identifier | None = None
    model: Choice | None = None

    def request(
        self,
        text: str,
        timings: TurnTimings,
        *,
        incognito: bool = False,
        detected_language: str | None = None,
    ) -> TurnRequest:
        """Return the turn of `text`; the detected language counts if the client specified none."""
        return TurnRequest(
            text=text,
            language=self.language or detected_language,
            conversation_id=self.conversation_id,
            user_id=self.user_id,
            device_id=self.device_id,
            area=self.area,
            model=self.model,
            incognito=incognito,
            timings=timings,
        )


class TurnOptions(Body):
    """What the reply has beside the text, and whether the turn is kept."""

    generate_audio: bool = False
    trace: bool = False
    """Whether the reply says what answered the turn, and why."""
    incognito: bool = False
    """Whether nothing of the turn is kept."""
    stream: bool = False
    """Whether the reply comes in events, while it is made."""
    audio_format: FileFormat = FileFormat.WAV
    """The format of the reply's audio."""
