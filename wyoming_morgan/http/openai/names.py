"""The names by which clients of OpenAI's API may request Morgan's models and voices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.errors import UnknownModel, UnknownVoice
from wyoming_morgan.http.services import ListedModel
from wyoming_morgan.unset import is_automatic
from wyoming_morgan.voice.contract import ChosenVoice, Mouth, VoiceRequest

_STT_NAMES = (
    "whisper-1",
    "gpt-4o-transcribe",
    "gpt-4o-transcribe-diarize",
    "gpt-4o-mini-transcribe",
    "gpt-transcribe",
    "gpt-live-transcribe",
    "gpt-realtime-whisper",
)
_TTS_NAMES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
_REALTIME = re.compile(r"(?:gpt-(?:4o(?:-mini)?-)?realtime|gpt-audio)(?:-[a-z0-9.-]{1,40})?")
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")

_VOICES = frozenset("alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse".split())
"""OpenAI's own voices, which clients ask for by default."""


def names_agent(name: str) -> bool:
    """Whether a name is that of the agent, in any case, or leaves the model to Morgan."""
    return is_automatic(name) or name.strip().casefold() == AGENT_NAME


def is_realtime_name(name: str) -> bool:
    """Whether a name is that of one of OpenAI's own models for conversations, in whose place Morgan is."""
    return _REALTIME.fullmatch(name) is not None


def means_language_model(name: str, listed: str) -> bool:
    """Whether a name means a language model that is listed as `listed`.

    It needs no backend before it, nor the tag that Ollama assumes.
    """
    return name == listed or listed.partition("/")[2] in {name, f"{name}:latest"}


class SpeechModelNames:
    """The names of the model of one kind: its engine's, `morgan`, and those of OpenAI's own models."""

    def __init__(self, listed_models: Callable[[], Iterable[ListedModel]], kind: EngineKind) -> None:
        self._listed_models = listed_models
        self._kind = kind
        self._aliases = _STT_NAMES if kind is EngineKind.STT else _TTS_NAMES

    def check(self, name: str, *others: str) -> None:
        """Check that a name, in any case, means the model, which may have `others` as well.

        Raises:
            UnknownModel: it does not; the hint lists the names that do.
        """
        if self.find(name, *others) is None:
            names = dict.fromkeys((AGENT_NAME, *(model.id for model in self._models()), *others))
            raise UnknownModel(f"there is no model {name!r}", hint=f"there are {', '.join(names)}")

    def find(self, name: str, *others: str) -> ListedModel | None:
        """Return the model that a name means; None if it means none of this kind."""
        models, asked = self._models(), name.casefold()
        for model in models:
            # The engine's name stands for its model, and before it: `faster-whisper/base`.
            names = (model.id, *others, *(f"{model.id}/{other}" for other in others))
            if asked in map(str.casefold, names):
                return model
        if (
            asked == AGENT_NAME
            or _DATED.sub("", asked) in self._aliases
            or asked in map(str.casefold, others)
        ):
            return models[0] if models else ListedModel(AGENT_NAME, AGENT_NAME, 0, self._kind)
        return None

    def _models(self) -> list[ListedModel]:
        models = [model for model in self._listed_models() if model.kind in (self._kind, None)]
        return sorted(models, key=lambda model: model.kind is not self._kind)


def named_voice(voice: object) -> object:
    """Return the name of a voice that is given as an object; None where it leaves the voice to Morgan."""
    if not isinstance(voice, dict) or (voice and "id" not in voice):
        return voice
    name = voice.get("id")
    return None if isinstance(name, str) and is_automatic(name) else name


def openai_voice(tts: Mouth, name: str | None, speed: float) -> ChosenVoice:
    """Find a voice; one of OpenAI's own that Morgan does not have is the default voice.

    Raises:
        UnknownVoice: none fits.
    """
    try:
        return tts.choose(VoiceRequest(name=name, speed=speed))
    except UnknownVoice:
        if name is None or name.casefold() not in _VOICES:
            raise
        return tts.choose(VoiceRequest(speed=speed))
