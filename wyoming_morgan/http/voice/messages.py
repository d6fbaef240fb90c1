"""The messages of the voice socket, as docs/voice-socket.md describes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from wyoming_morgan.audio import SPEECH, AudioFormat
from wyoming_morgan.errors import ProtocolError
from wyoming_morgan.http.bodies import Choice, Identifier, Language, at_most, first_error
from wyoming_morgan.http.values import Understanding
from wyoming_morgan.voice.contract import Sensitivity

_MOST_WORDS = 100
_MOST_TERMS = 1000
_MOST_SAID_OF_AN_ERROR = 300

Terms = Annotated[tuple[Identifier, ...], at_most(_MOST_TERMS)]


class _Message(Understanding):
    """Base of every message: fields of later versions are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class DescribeMessage(_Message):
    """What can be heard and said here?"""

    type: Literal["describe"]


class _Audio(_Message):
    """A message that audio follows, in one format."""

    rate: int = SPEECH.rate
    width: int = SPEECH.width
    channels: int = SPEECH.channels

    def audio_format(self) -> AudioFormat:
        """Return the format of the audio.

        Raises:
            InvalidRequest: a value is out of range.
        """
        return AudioFormat(self.rate, self.width, self.channels)


class TranscribeMessage(_Audio):
    """An utterance follows."""

    type: Literal["transcribe"]
    language: Language | None = None
    names: Terms = ()
    terms: Terms = ()
    sensitivity: Sensitivity = Sensitivity.DEFAULT
    end_on_silence: bool = True


class SynthesizeMessage(_Message):
    """A text follows, in pieces."""

    type: Literal["synthesize"]
    voice: Choice | None = None
    language: Language | None = None
    speaker: Choice | None = None
    speed: Annotated[float, Field(ge=0.25, le=4)] = 1.0


class DetectMessage(_Audio):
    """Audio follows in which wake words are looked for."""

    type: Literal["detect"]
    words: Annotated[tuple[Choice, ...], at_most(_MOST_WORDS)] = ()


class TextMessage(_Message):
    """A piece of the text."""

    type: Literal["text"]
    text: str


class EndMessage(_Message):
    """The end of the audio, or of the text."""

    type: Literal["end"]


JobMessage = TranscribeMessage | SynthesizeMessage | DetectMessage
"""What begins a piece of work."""
VoiceMessage = DescribeMessage | JobMessage | TextMessage | EndMessage
"""What a client sends, apart from audio."""

_MESSAGE: TypeAdapter[VoiceMessage] = TypeAdapter(Annotated[VoiceMessage, Field(discriminator="type")])
_UNKNOWN_TYPE = "union_tag_invalid"


def read_voice_message(text: str) -> VoiceMessage | None:
    """Read a message; None for one of an unknown type.

    Raises:
        ProtocolError: it is not valid.
    """
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as error:
        first = first_error(error)
        if first["type"] == _UNKNOWN_TYPE:
            return None
        place = ".".join(map(str, first["loc"]))
        reason = f"{place}: {first['msg']}"[:_MOST_SAID_OF_AN_ERROR]
        raise ProtocolError(f"a message of the voice socket is not valid: {reason}") from error
