"""Every program of the Wyoming door, and the fakes behind them."""

from __future__ import annotations

from tests.fakes import FakeConversationAgent, FakeEar, FakeMouth, FakeVoiceActivity
from tests.fakes.wake_words import FakeWakeWords
from wyoming_morgan.engines.contract.engine import Attribution
from wyoming_morgan.engines.contract.stt import SttCapabilities
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.voice.endpoint import EndpointSettings
from wyoming_morgan.wyoming.program import About, Program
from wyoming_morgan.wyoming.programs.agent import AgentProgram
from wyoming_morgan.wyoming.programs.stt import SttProgram
from wyoming_morgan.wyoming.programs.tts import TtsProgram
from wyoming_morgan.wyoming.programs.vad import VadProgram
from wyoming_morgan.wyoming.programs.wake import WakeProgram


def about(name: str) -> About:
    return About(
        name=name,
        description=f"{name} of the tests",
        attribution=Attribution("The authors", "https://example.org"),
        version="1.0",
    )


class FakePrograms:
    """Every program, and the fakes behind them."""

    def __init__(self) -> None:
        self.ear = FakeEar()
        self.mouth = FakeMouth(chunks=1)
        self.mouth.chunk = b"\x01\x02" * 250
        self.mouth.voices = (
            Voice("amy", ("en-GB",), "Amy", speakers=("left", "right")),
            Voice("kurt", ("de",), "Kurt"),
        )
        self.conversation_agent = FakeConversationAgent()
        self.stt = SttProgram(
            about("morgan"),
            self.ear,
            SttCapabilities(languages=("en", "de"), model="tiny", model_description="Tiny", version="2"),
        )
        self.tts = TtsProgram(about("morgan"), self.mouth)
        self.agent = AgentProgram(about("morgan"), self.conversation_agent)
        self.vad = VadProgram(about("silero"), FakeVoiceActivity(), EndpointSettings())
        self.wake_words = FakeWakeWords()
        self.wake = WakeProgram(about("wakewords"), self.wake_words)

    @property
    def all(self) -> tuple[Program, ...]:
        return (self.stt, self.tts, self.agent, self.vad, self.wake)
