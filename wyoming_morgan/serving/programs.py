"""The table of Wyoming programs, by the service that each of them belongs to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from wyoming_morgan import __version__
from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.app import Morgan
from wyoming_morgan.config.choices import Service
from wyoming_morgan.engines.contract.engine import Attribution, EngineKind
from wyoming_morgan.languages.offering import listed_groups, listed_tags
from wyoming_morgan.voice.endpoint import EndpointSettings
from wyoming_morgan.wyoming.program import About, Program
from wyoming_morgan.wyoming.programs.agent import AgentProgram
from wyoming_morgan.wyoming.programs.stt import SttProgram
from wyoming_morgan.wyoming.programs.tts import TtsProgram
from wyoming_morgan.wyoming.programs.vad import VadProgram
from wyoming_morgan.wyoming.programs.wake import WakeProgram

_ABOUT = About(
    name=AGENT_NAME,
    description="Commands for the home, and the time",
    attribution=Attribution(name="Open Home Foundation intents", url="https://github.com/OHF-Voice/intents"),
    version=__version__,
)


def programs(
    morgan: Morgan, services: Collection[Service], vad_endpoint: EndpointSettings
) -> tuple[Program, ...]:
    """Return the programs of the services; audio goes to the first that listens, unless a client asks."""
    table = (
        (Service.STT, _stt(morgan)),
        (Service.TTS, _tts(morgan)),
        (Service.CORE, _agent(morgan)),
        (Service.VAD, _vad(morgan, vad_endpoint)),
        (Service.VAD, _wake(morgan)),
    )
    return tuple(program for service, program in table if program and service in services)


def _stt(morgan: Morgan) -> Program | None:
    if morgan.stt is None or morgan.stt_capabilities is None:
        return None
    capabilities = morgan.stt_capabilities
    listed = replace(capabilities, languages=tuple(listed_tags(capabilities.languages)))
    return SttProgram(_about(morgan, EngineKind.STT), morgan.stt, listed)


def _tts(morgan: Morgan) -> Program | None:
    return (
        None if morgan.tts is None else TtsProgram(_about(morgan, EngineKind.TTS), morgan.tts, listed_groups)
    )


def _agent(morgan: Morgan) -> Program | None:
    return None if morgan.agent is None else AgentProgram(_ABOUT, morgan.agent, listed_tags)


def _vad(morgan: Morgan, endpoint: EndpointSettings) -> Program | None:
    if morgan.vad is None:
        return None
    return VadProgram(_about(morgan, EngineKind.VAD, titled=True), morgan.vad, endpoint)


def _wake(morgan: Morgan) -> Program | None:
    if morgan.wake is None:
        return None
    return WakeProgram(_about(morgan, EngineKind.WAKE, titled=True), morgan.wake)


def _about(morgan: Morgan, kind: EngineKind, *, titled: bool = False) -> About:
    """Describe an engine, under its own name if `titled`, else under Morgan's.

    Home Assistant titles its card by the name of the first program.
    """
    spec = morgan.engines[kind].choice.spec
    name = spec.name if titled else AGENT_NAME
    return About(name=name, description=spec.summary, attribution=spec.attribution, version=__version__)
