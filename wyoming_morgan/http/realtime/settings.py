"""The settings of a realtime session: what clients send in `session.update`, and what is in force.

https://platform.openai.com/docs/api-reference/realtime-client-events/session/update
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.http.bodies import Identifier, at_most, first_error
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.names import named_voice
from wyoming_morgan.http.realtime.session_part import SessionPart
from wyoming_morgan.http.realtime.turn_detection import ServerVad, TurnDetection, understood_detection
from wyoming_morgan.unset import is_automatic

_MOST_TOOLS = 512
_MOST_TOKENS = 2**31
_PCM_RATE = 24_000
_G711_RATE = 8_000
_MOST_SAID = 200
_OBJECTS = {"realtime": "session", "transcription": "transcription_session"}
_OLD_NAMES: dict[str, tuple[str, ...]] = {
    "modalities": ("output_modalities",),
    "voice": ("audio", "output", "voice"),
    "speed": ("audio", "output", "speed"),
    "output_audio_format": ("audio", "output", "format"),
    "input_audio_format": ("audio", "input", "format"),
    "input_audio_transcription": ("audio", "input", "transcription"),
    "input_audio_noise_reduction": ("audio", "input", "noise_reduction"),
    "turn_detection": ("audio", "input", "turn_detection"),
    "max_response_output_tokens": ("max_output_tokens",),
}
"""Where the fields of the beta's flat shape are today."""
_FOLDERS = frozenset({"audio", "input", "output"})
_CLEARED_BY_NULL = frozenset({("input", "turn_detection"), ("input", "transcription")})
_OLD_FORMATS = {"pcm16": "audio/pcm", "g711_ulaw": "audio/pcmu", "g711_alaw": "audio/pcma"}


def _chosen(name: object) -> object:
    """Return the name of a choice; None where it is left to Morgan, as `auto` and `default` do."""
    return None if isinstance(name, str) and is_automatic(name) else name


ChosenName = Annotated[Identifier | None, BeforeValidator(_chosen)]


class WireFormat(SessionPart):
    """How audio is written. PCM has 16 bits and one channel; G.711 has 8000 samples a second."""

    type: Literal["audio/pcm", "audio/pcmu", "audio/pcma"] = "audio/pcm"
    rate: Literal[8000, 16000, 24000, 48000] | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_older_clients(cls, value: object) -> object:
        return {"type": _OLD_FORMATS.get(value, value)} if isinstance(value, str) else value

    @property
    def pcm(self) -> AudioFormat:
        """The PCM that it holds."""
        return AudioFormat(self.rate or self._usual_rate, 2, 1)

    @property
    def _usual_rate(self) -> int:
        return _PCM_RATE if self.type == "audio/pcm" else _G711_RATE

    def as_json(self) -> dict[str, Any]:
        """Return it as a client reads it."""
        return (
            {"type": self.type, "rate": self.rate or _PCM_RATE}
            if self.type == "audio/pcm"
            else {"type": self.type}
        )


class TranscriptionSettings(SessionPart):
    """Whether and how the client is told what was heard."""

    model: ChosenName = None
    language: ChosenName = None
    languages: Annotated[tuple[Identifier, ...], at_most(64)] = ()
    keywords: Annotated[tuple[Identifier, ...], at_most(200)] = ()
    prompt: str | None = None


class InputSettings(SessionPart):
    """The client's audio."""

    format: WireFormat = WireFormat()
    transcription: TranscriptionSettings | None = None
    turn_detection: Annotated[TurnDetection | None, BeforeValidator(understood_detection)] = ServerVad()


class OutputSettings(SessionPart):
    """Morgan's audio."""

    format: WireFormat = WireFormat()
    voice: Annotated[ChosenName, BeforeValidator(named_voice)] = None
    speed: Annotated[float, Field(ge=0.25, le=4)] = 1.0


class AudioSettings(SessionPart):
    """The audio of both."""

    input: InputSettings = InputSettings()
    output: OutputSettings = OutputSettings()


class FunctionTool(SessionPart):
    """A function of the client that a model may call."""

    type: Literal["function"] = "function"
    name: Annotated[str, Field(min_length=1, max_length=256)]
    description: str | None = None
    parameters: dict[str, Any] | None = None


class FunctionChoice(SessionPart):
    """The one function to call."""

    type: Literal["function"] = "function"
    name: Annotated[str, Field(min_length=1, max_length=256)]


Tools = Annotated[tuple[FunctionTool, ...], at_most(_MOST_TOOLS)]
ToolChoice = Literal["none", "auto", "required"] | FunctionChoice
Tokens = Annotated[int, Field(ge=1, lt=_MOST_TOKENS)] | Literal["inf"]
Modalities = Annotated[tuple[Literal["text", "audio"], ...], Field(min_length=1, max_length=2)]


class ModelReasoning(SessionPart):
    """How much a model reasons."""

    effort: Annotated[str, Field(max_length=32)] | None = None


class ResponseSettings(SessionPart):
    """How Morgan answers."""

    instructions: str | None = None
    output_modalities: Modalities = ("audio",)
    tools: Tools = ()
    tool_choice: ToolChoice = "auto"
    max_output_tokens: Tokens = "inf"
    parallel_tool_calls: bool | None = None
    reasoning: ModelReasoning | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    """A field of the beta."""
    audio: AudioSettings = AudioSettings()

    @property
    def speaks(self) -> bool:
        """Whether the answer is spoken."""
        return "audio" in self.output_modalities


class SessionSettings(ResponseSettings):
    """All that a session is told; what runs goes on as it began."""

    type: Literal["realtime", "transcription"] = "realtime"
    model: Identifier = AGENT_NAME

    def updated(self, changes: Mapping[str, Any]) -> SessionSettings:
        """Return the settings after a `session.update`, of this or of the older shape; the model stays.

        Raises:
            InvalidField: a value is not valid, or a session that only hears would talk.
        """
        changes = {name: value for name, value in _in_this_shape(changes).items() if name != "model"}
        # What is only heard stays so: other keys may ask for that than may talk to Morgan.
        if self.type == "transcription" and (changes.get("type") or self.type) != self.type:
            raise InvalidField("session.type: a session stays what it is", param="session.type")
        return parsed(SessionSettings, _merged(self.model_dump(), changes), "session")

    def for_response(self, changes: Mapping[str, Any]) -> ResponseSettings:
        """Return the settings of one response that a client asks for.

        Raises:
            InvalidField: a value is not valid.
        """
        return parsed(ResponseSettings, _merged(self.model_dump(), _in_this_shape(changes)), "response")

    @property
    def _of_models(self) -> dict[str, Any]:
        """What counts for some models only."""
        return {
            "parallel_tool_calls": self.parallel_tool_calls,
            "reasoning": self.reasoning,
            "temperature": self.temperature,
        }

    def as_json(self, identity: str, voice: str) -> dict[str, Any]:
        """Return what is in force, as a client reads it."""
        heard = self.audio.input
        audio: dict[str, Any] = {
            "input": {
                "format": heard.format.as_json(),
                "noise_reduction": None,
                "transcription": _plain(heard.transcription),
                "turn_detection": _plain(heard.turn_detection),
            }
        }
        common = {"id": identity, "type": self.type, "object": f"realtime.{_OBJECTS[self.type]}"}
        if self.type == "transcription":
            return {**common, "audio": audio, "include": None, "expires_at": None}
        spoken = self.audio.output
        audio["output"] = {"format": spoken.format.as_json(), "voice": voice, "speed": spoken.speed}
        return {
            **common,
            "model": self.model,
            "instructions": self.instructions or "",
            "output_modalities": list(self.output_modalities),
            "tools": [_plain(tool) for tool in self.tools],
            "tool_choice": _plain(self.tool_choice),
            "max_output_tokens": self.max_output_tokens,
            **{name: _plain(value) for name, value in self._of_models.items() if value is not None},
            "audio": audio,
            "include": None,
            "prompt": None,
            "tracing": None,
            "truncation": "auto",
            "expires_at": None,
        }


ModelT = TypeVar("ModelT", bound=BaseModel)


def parsed(model: type[ModelT], fields: object, where: str) -> ModelT:
    """Validate what a client sent; `where` names it in complaints.

    Raises:
        InvalidField: it is not valid.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = first_error(error)
        name = ".".join((where, *map(str, first["loc"])))[:_MOST_SAID]
        raise InvalidField(f"{name}: {first['msg']}", param=name) from error


def _plain(part: object) -> Any:
    """Return a part as a client reads it; lists that may be left out are, while nothing is in them."""
    if not isinstance(part, BaseModel):
        return part
    return {name: value for name, value in part.model_dump(exclude_none=True).items() if value != ()}


def _in_this_shape(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes in which the names of the older shape are today's; null leaves things as they are."""
    current: dict[str, Any] = {}
    for name, value in changes.items():
        *folders, last = _OLD_NAMES.get(name, (name,))
        place = current
        for folder in folders:
            inner = place.setdefault(folder, {})
            place = inner if isinstance(inner, dict) else place
        place[last] = _merged(place[last], value) if _both_objects(place.get(last), value) else value
    return current


def _merged(settings: Mapping[str, Any], changes: Mapping[str, Any], folder: str = "") -> dict[str, Any]:
    """Return settings with changes: objects that only hold others are merged, everything else is replaced."""
    result = dict(settings)
    for name, value in changes.items():
        if name in _FOLDERS and _both_objects(result.get(name), value):
            result[name] = _merged(result[name], value, name)
        elif value is not None or (folder, name) in _CLEARED_BY_NULL:
            result[name] = value
    return result


def _both_objects(one: object, other: object) -> bool:
    return isinstance(one, dict) and isinstance(other, dict)
