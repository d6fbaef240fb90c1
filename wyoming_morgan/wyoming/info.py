"""The programs of one server, and the `info` that tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    IntentModel,
    IntentProgram,
    TtsProgram,
    TtsVoice,
    TtsVoiceSpeaker,
    WakeModel,
)
from wyoming.info import WakeProgram as WakeInfo

from wyoming_morgan.agent.contract import ConversationAgent
from wyoming_morgan.engines.contract import engine as base
from wyoming_morgan.engines.contract.stt import SttCapabilities
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.engines.contract.wake import WakeWord, WakeWords
from wyoming_morgan.voice.contract import Ear, Mouth
from wyoming_morgan.voice.endpoint import EndpointSettings


@dataclass(frozen=True, slots=True)
class About:
    """What clients are told about a program. Home Assistant titles its card by the recognizer's `name`."""

    name: str
    description: str
    attribution: base.Attribution
    version: str


@dataclass(frozen=True, slots=True)
class HearProgram:
    """Speech to text."""

    about: About
    ear: Ear
    capabilities: SttCapabilities
    prefers_auto_gain: bool = True
    prefers_noise_reduction: bool = True


@dataclass(frozen=True, slots=True)
class SpeakProgram:
    """Text to speech."""

    about: About
    mouth: Mouth


@dataclass(frozen=True, slots=True)
class ThinkProgram:
    """Text to intents and replies."""

    about: About
    mind: ConversationAgent


@dataclass(frozen=True, slots=True)
class NoticeProgram:
    """Voice activity detection. The protocol's `info` has no place for it: clients know its name."""

    about: About
    detector: VoiceActivity
    endpoint: EndpointSettings


@dataclass(frozen=True, slots=True)
class WakeProgram:
    """Wake words. Clients are told of those that the engine knows when the port opens."""

    about: About
    engine: WakeWords


@dataclass(frozen=True, slots=True)
class Programs:
    """What one port offers; what it does not offer is None."""

    hear: HearProgram | None = None
    speak: SpeakProgram | None = None
    think: ThinkProgram | None = None
    notice: NoticeProgram | None = None
    wake: WakeProgram | None = None

    @property
    def services(self) -> tuple[str, ...]:
        """The domains of the protocol that are served."""
        return tuple(self._services())

    @property
    def names(self) -> tuple[str, ...]:
        """The names that `select-program` knows, each once."""
        programs = (self.hear, self.speak, self.think, self.notice, self.wake)
        return tuple(dict.fromkeys(program.about.name for program in programs if program is not None))

    def _services(self) -> Iterator[str]:
        if self.hear is not None:
            yield "asr"
        if self.speak is not None:
            yield "tts"
        if self.think is not None:
            yield "intent"
            yield "handle"
        if self.notice is not None:
            yield "vad"
        if self.wake is not None:
            yield "wake"


def build_info(programs: Programs, *, requires_external_vad: bool) -> Info:
    """Describe the programs. Home Assistant needs at least one language for every model and voice."""
    info = Info()
    if programs.hear is not None:
        info.asr.append(_asr(programs.hear, requires_external_vad=requires_external_vad))
    if programs.speak is not None:
        info.tts.append(_tts(programs.speak))
    if programs.think is not None:
        # Home Assistant makes one conversation entity of both, named after the intent program.
        info.intent.append(_intent(programs.think))
        info.handle.append(_handle(programs.think))
    if programs.wake is not None:
        info.wake.append(_wake(programs.wake))
    return info


def _asr(program: HearProgram, *, requires_external_vad: bool) -> AsrProgram:
    capabilities = program.capabilities
    model = replace(
        program.about,
        name=capabilities.model,
        description=capabilities.model_description,
        version=capabilities.version,
    )
    return AsrProgram(
        **_artifact(program.about),
        models=[AsrModel(**_artifact(model), languages=list(capabilities.languages))],
        supports_transcript_streaming=True,
        requires_external_vad=requires_external_vad,
        prefers_auto_gain_enabled=program.prefers_auto_gain,
        prefers_noise_reduction_enabled=program.prefers_noise_reduction,
    )


def _tts(program: SpeakProgram) -> TtsProgram:
    return TtsProgram(
        **_artifact(program.about),
        voices=[
            TtsVoice(
                **_artifact(replace(program.about, name=voice.name, description=voice.description)),
                languages=list(voice.languages),
                speakers=[TtsVoiceSpeaker(name=speaker) for speaker in voice.speakers] or None,
            )
            for voice in program.mouth.voices
        ],
        supports_synthesize_streaming=True,
    )


def _intent(program: ThinkProgram) -> IntentProgram:
    artifact = _artifact(program.about)
    return IntentProgram(**artifact, models=[IntentModel(**artifact, languages=list(program.mind.languages))])


def _handle(program: ThinkProgram) -> HandleProgram:
    artifact = _artifact(program.about)
    return HandleProgram(
        **artifact,
        models=[HandleModel(**artifact, languages=list(program.mind.languages))],
        supports_handled_streaming=True,
        supports_home_control=True,
    )


def _wake(program: WakeProgram) -> WakeInfo:
    words = program.engine.capabilities.words
    return WakeInfo(**_artifact(program.about), models=[_wake_model(program, word) for word in words])


def _wake_model(program: WakeProgram, word: WakeWord) -> WakeModel:
    about = replace(
        program.about,
        name=word.name,
        description=word.description,
        attribution=word.attribution,
        version=word.version or program.engine.capabilities.version,
    )
    return WakeModel(**_artifact(about), languages=list(word.languages), phrase=word.phrase)


def _artifact(about: About) -> dict[str, Any]:
    """Return what every program, model and voice tells of itself."""
    return {
        "name": about.name,
        "description": about.description,
        "attribution": Attribution(name=about.attribution.name, url=about.attribution.url),
        "installed": True,
        "version": about.version,
    }
